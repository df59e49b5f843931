import { createHash } from 'node:crypto';

/** Marks a derived id. A username that begins with it is derived too, so no username equals a derived id. */
const derivedPrefix = 'u=';

/** What RongCloud takes as a user id: at most 64 of these, all of one byte. */
const allowed = /^[A-Za-z0-9+=_-]{1,64}$/;

/** Whether RongCloud accepts a text as a user id. */
export const isRongCloudUserId = (text: string): boolean => allowed.test(text);

/** The RongCloud id of a username: itself where RongCloud allows it, else one made from it. No two names share one. */
export const rongCloudUserId = (username: string): string =>
  allowed.test(username) && !username.startsWith(derivedPrefix)
    ? username
    : derivedPrefix + createHash('sha256').update(username).digest('base64url');

/**
 * Whether an account may bring this RongCloud id along. One with the prefix of derived ids must be the account's own,
 * so that it cannot belong to another name.
 */
export const mayBringRongCloudUserId = (id: string, username: string): boolean =>
  allowed.test(id) && (!id.startsWith(derivedPrefix) || id === rongCloudUserId(username));
