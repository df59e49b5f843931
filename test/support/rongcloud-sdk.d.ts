/** The parts of the vendor's own Node SDK that the contract suite drives; it brings no types. */
declare module 'rongcloud-sdk' {
  export interface Result {
    readonly code: number | string;
    readonly [key: string]: unknown;
  }
  type Call = (input?: unknown) => Promise<Result>;
  type Calls<Name extends string> = Readonly<Record<Name, Call>>;
  type List = Calls<'add' | 'remove' | 'getList'>;

  export interface RongCloud {
    readonly User: Calls<'register' | 'update'> & {
      readonly Block: List;
      readonly Blacklist: List;
      readonly OnlineStatus: Calls<'get'>;
      readonly Tag: Calls<'set' | 'remove' | 'batchSet' | 'batchRemove' | 'getList'>;
    };
    readonly Chatroom: Calls<'create' | 'destory' | 'destroy' | 'get' | 'isExist'> & {
      readonly Block: List;
      readonly Ban: List;
      readonly Gag: List;
      readonly KeepAlive: List;
      readonly Demotion: List;
      readonly Distribute: Calls<'stop' | 'resume'>;
      readonly Whitelist: { readonly User: List; readonly Message: List };
    };
    readonly Message: {
      readonly Chatroom: Calls<'send' | 'broadcast'>;
      readonly Private: Calls<'send' | 'sendTemplate' | 'recall'>;
      readonly System: Calls<'send' | 'broadcast' | 'sendTemplate'>;
      readonly History: Calls<'get' | 'remove'>;
    };
  }

  interface Options {
    readonly appkey: string;
    readonly secret: string;
    /** One origin, or several that it moves between after an error. */
    readonly api: string | readonly string[];
  }

  /** Sets up the one instance that the process has. */
  const init: (options: Options) => RongCloud;
  export default init;
}
