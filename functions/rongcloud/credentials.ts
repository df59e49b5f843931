/** The App Key and App Secret of RongCloud's console. */
export interface AppCredentials {
  readonly appKey: string;
  readonly appSecret: string;
}

/**
 * Gets the credentials to sign with, until `deadlineAt`. Pass refused ones to get others, if there are any.
 * @throws Failure UNAVAILABLE
 */
export type GetCredentials = (deadlineAt: number, refused?: AppCredentials) => Promise<AppCredentials>;

export const areSame = (one: AppCredentials, other: AppCredentials) =>
  one.appKey === other.appKey && one.appSecret === other.appSecret;
