import { createHmac } from 'node:crypto';
import type { Credentials, EmulatorContext } from '../context.ts';
import { Refusal } from '../refusals.ts';

/** A user who has got a token. */
export interface User {
  readonly id: string;
  name: string;
  readonly createdAt: number;
  readonly tokens: string[];
}

export class Users {
  readonly registered = new Map<string, User>();
  private readonly context: EmulatorContext;
  private readonly userIdsByToken = new Map<string, string>();
  /** When each user went offline; undefined for a user who is online. */
  private readonly offlineAt = new Map<string, number | undefined>();
  private issuedTokens = 0;

  constructor(context: EmulatorContext) {
    this.context = context;
  }

  /** Issues a token; earlier tokens stay valid. The first one registers the user. */
  issueToken(userId: string, name?: string): string {
    const user = this.registered.get(userId) ?? this.register(userId);
    user.name = name ?? user.name;
    this.issuedTokens += 1;
    const token = tokenText(this.context.credentials, userId, this.issuedTokens);
    user.tokens.push(token);
    this.userIdsByToken.set(token, userId);
    return token;
  }

  /** Returns the user whom a valid token belongs to. */
  userOf(token: string): string | undefined {
    return this.userIdsByToken.get(token);
  }

  /** Makes every token invalid. */
  dropTokens(): void {
    this.userIdsByToken.clear();
    for (const { tokens } of this.registered.values()) tokens.length = 0;
  }

  isOnline(userId: string): boolean {
    return this.offlineAt.has(userId) && this.offlineAt.get(userId) === undefined;
  }

  /** When the user last went offline; undefined for a user who is online or never was. */
  offlineSince(userId: string): number | undefined {
    return this.offlineAt.get(userId);
  }

  setOnline(userId: string, isOnline: boolean): void {
    if (isOnline) this.offlineAt.set(userId, undefined);
    else if (this.isOnline(userId)) this.offlineAt.set(userId, this.context.clock.now());
  }

  private register(userId: string): User {
    const { behaviour, clock } = this.context;
    if (behaviour.testUserQuota > 0 && this.registered.size >= behaviour.testUserQuota)
      throw new Refusal('testUserQuota');
    const user = { id: userId, name: '', createdAt: clock.now(), tokens: [] };
    this.registered.set(userId, user);
    return user;
  }
}

/** Shaped like the real ones: base64, then the addresses of the servers for the client. */
function tokenText({ appKey, appSecret }: Credentials, userId: string, serial: number): string {
  const secretPart = createHmac('sha512', appSecret).update(`${userId}\0${serial}`).digest('base64');
  return `${secretPart}@${appKey}.cn.rongnav.com;${appKey}.cn.rongcfg.com`;
}
