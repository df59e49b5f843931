/** What RongCloud's console shows for an app. */
export interface AppCredentials {
  readonly appKey: string;
  readonly appSecret: string;
}

/**
 * Gets the credentials to sign with, until `deadlineAt`. After RongCloud refused some, it gets others if there are any.
 * @throws Failure UNAVAILABLE
 */
export type GetCredentials = (deadlineAt: number, refused?: AppCredentials) => Promise<AppCredentials>;

export const areSame = (one: AppCredentials, other: AppCredentials) =>
  one.appKey === other.appKey && one.appSecret === other.appSecret;
