import { createHash } from 'node:crypto';

/** Marks a derived id. A username that begins with it is derived too, so no username equals a derived id. */
const derivedPrefix = 'u=';

/** RongCloud's rule for a user id: at most 64 of these characters, all of one byte. */
const allowed = /^[A-Za-z0-9+=_-]{1,64}$/;

export const isRongCloudUserId = (text: string): boolean => allowed.test(text);

/** The RongCloud id of a username: the username if RongCloud allows it, else a derived one. No two names share an id. */
export const rongCloudUserId = (username: string): string =>
  allowed.test(username) && !username.startsWith(derivedPrefix)
    ? username
    : derivedPrefix + createHash('sha256').update(username).digest('base64url');

/**
 * True if an import may give an account this RongCloud id. An id with the prefix of derived ids must be the account's
 * own, so that it cannot belong to another name.
 */
export const maySetRongCloudUserId = (id: string, username: string): boolean =>
  allowed.test(id) && (!id.startsWith(derivedPrefix) || id === rongCloudUserId(username));
