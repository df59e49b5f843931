/** The parts of RongCloud's own Node SDK that the tests use; it has no types. */
declare module 'rongcloud-sdk' {
  export interface Result {
    readonly code: number | string;
    readonly [key: string]: unknown;
  }
  type Calls<Name extends string> = Readonly<Record<Name, (input?: unknown) => Promise<Result>>>;
  type List = Calls<'add' | 'remove' | 'getList'>;

  export interface RongCloud {
    readonly User: Calls<'register'>;
    readonly Chatroom: Calls<'create' | 'destory' | 'destroy' | 'get' | 'isExist'> & {
      readonly Block: List;
      readonly Gag: List;
    };
    readonly Message: { readonly Chatroom: Calls<'send'> };
  }

  interface Options {
    readonly appkey: string;
    readonly secret: string;
    /** Several origins: the SDK goes to the next one after an error. */
    readonly api: string | readonly string[];
  }

  /** Sets up the one instance that the process has. */
  const init: (options: Options) => RongCloud;
  export default init;
}
