import { createHmac } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import type { Clock } from '../clock.ts';
import { Refusal } from '../refusals.ts';
import type { Credentials } from '../signature.ts';

export interface Token {
  readonly value: string;
  readonly userId: string;
}

/** A user who has got a token. */
export interface User {
  readonly id: string;
  name: string;
  readonly createdAt: number;
  readonly tokens: Token[];
}

export interface UsersContext {
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly credentials: Credentials;
}

export class Users {
  private readonly context: UsersContext;
  private readonly usersById = new Map<string, User>();
  private readonly tokens = new Map<string, Token>();
  private readonly online = new Set<string>();
  private readonly wentOffline = new Map<string, number>();
  private issuedTokens = 0;

  constructor(context: UsersContext) {
    this.context = context;
  }

  get registered(): ReadonlyMap<string, User> {
    return this.usersById;
  }

  /** Issues one more token; the earlier ones stay valid. The first one registers the user. */
  issueToken(userId: string, name?: string): Token {
    const user = this.usersById.get(userId) ?? this.register(userId);
    user.name = name ?? user.name;
    this.issuedTokens += 1;
    const token = { value: tokenText(this.context.credentials, userId, this.issuedTokens), userId };
    user.tokens.push(token);
    this.tokens.set(token.value, token);
    return token;
  }

  /** Returns the token if a client could connect with it now. */
  validToken(value: string): Token | undefined {
    return this.tokens.get(value);
  }

  /** Makes every token invalid. */
  dropTokens(): void {
    this.tokens.clear();
    for (const { tokens } of this.usersById.values()) tokens.length = 0;
  }

  isOnline(userId: string): boolean {
    return this.online.has(userId);
  }

  /** When the user last went offline; undefined for a user who is online or never was. */
  offlineSince(userId: string): number | undefined {
    return this.online.has(userId) ? undefined : this.wentOffline.get(userId);
  }

  setOnline(userId: string, isOnline: boolean): void {
    if (isOnline) this.online.add(userId);
    else if (this.online.delete(userId)) this.wentOffline.set(userId, this.context.clock.now());
  }

  private register(userId: string): User {
    const { behaviour, clock } = this.context;
    if (behaviour.testUserQuota > 0 && this.usersById.size >= behaviour.testUserQuota)
      throw new Refusal('testUserQuota');
    const user = { id: userId, name: '', createdAt: clock.now(), tokens: [] };
    this.usersById.set(userId, user);
    return user;
  }
}

/** Shaped like the real ones: base64, then the addresses of the servers for the client. */
function tokenText({ appKey, appSecret }: Credentials, userId: string, serial: number): string {
  const secretPart = createHmac('sha512', appSecret).update(`${userId}\0${serial}`).digest('base64');
  return `${secretPart}@${appKey}.cn.rongnav.com;${appKey}.cn.rongcfg.com`;
}
