import { createHmac } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import type { Clock } from '../clock.ts';
import { Refusal } from '../refusals.ts';
import type { Credentials } from '../signature.ts';
import { type TimedList, timedList } from './timed-list.ts';

const dayMs = 86_400_000;

export interface Token {
  readonly value: string;
  readonly userId: string;
  readonly issuedAt: number;
}

/** A user who has been given a token. */
export interface User {
  readonly id: string;
  name: string;
  portraitUri: string;
  readonly createdAt: number;
  readonly tokens: Token[];
  readonly blacklist: Set<string>;
  tags: readonly string[];
}

export interface Profile {
  readonly name?: string | undefined;
  readonly portraitUri?: string | undefined;
}

export interface Users {
  readonly registered: ReadonlyMap<string, User>;
  readonly blocked: TimedList;
  /** A further token; the earlier ones stay valid. The first one registers the user. */
  issueToken(userId: string, profile: Profile): Token;
  /** The token, where a client could connect with it now. */
  validToken(value: string): Token | undefined;
  /** Makes tokens invalid: of these users or of all, given before a moment or whenever. */
  dropTokens(userIds?: readonly string[], issuedBefore?: number): void;
  isOnline(userId: string): boolean;
  /** When the user was last seen to go offline; undefined for one who is online or never was. */
  offlineSince(userId: string): number | undefined;
  setOnline(userId: string, online: boolean): void;
}

export interface UsersContext {
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly credentials: Credentials;
}

export function createUsers({ clock, behaviour, credentials }: UsersContext): Users {
  const registered = new Map<string, User>();
  const tokens = new Map<string, Token>();
  const online = new Set<string>();
  const wentOffline = new Map<string, number>();
  let issued = 0;

  const register = (userId: string): User => {
    if (behaviour.testUserQuota > 0 && registered.size >= behaviour.testUserQuota)
      throw new Refusal('testUserQuota');
    const user: User = {
      id: userId,
      name: '',
      portraitUri: '',
      createdAt: clock.now(),
      tokens: [],
      blacklist: new Set(),
      tags: [],
    };
    registered.set(userId, user);
    return user;
  };

  const drop = (token: Token) => {
    tokens.delete(token.value);
    const owned = registered.get(token.userId)?.tokens;
    owned?.splice(owned.indexOf(token), 1);
  };

  return {
    registered,
    blocked: timedList(clock),
    issueToken: (userId, { name, portraitUri }) => {
      const user = registered.get(userId) ?? register(userId);
      user.name = name ?? user.name;
      user.portraitUri = portraitUri ?? user.portraitUri;
      issued += 1;
      const token = { value: tokenText(credentials, userId, issued), userId, issuedAt: clock.now() };
      user.tokens.push(token);
      tokens.set(token.value, token);
      return token;
    },
    validToken: (value) => {
      const token = tokens.get(value);
      const lifeMs = behaviour.tokenDays * dayMs;
      const outlived = token !== undefined && lifeMs > 0 && clock.now() >= token.issuedAt + lifeMs;
      return outlived ? undefined : token;
    },
    dropTokens: (userIds, issuedBefore = Infinity) => {
      for (const token of [...tokens.values()]) {
        const isMeant = userIds === undefined || userIds.includes(token.userId);
        if (isMeant && token.issuedAt < issuedBefore) drop(token);
      }
    },
    isOnline: (userId) => online.has(userId),
    offlineSince: (userId) => (online.has(userId) ? undefined : wentOffline.get(userId)),
    setOnline: (userId, isOnline) => {
      if (isOnline) online.add(userId);
      else if (online.delete(userId)) wentOffline.set(userId, clock.now());
    },
  };
}

/** Shaped like the real ones: base64, then the addresses of the servers that it leads a client to. */
function tokenText({ appKey, appSecret }: Credentials, userId: string, serial: number): string {
  const secretPart = createHmac('sha512', appSecret).update(`${userId}\0${serial}`).digest('base64');
  return `${secretPart}@${appKey}.cn.rongnav.com;${appKey}.cn.rongcfg.com`;
}
