import { Failure } from '../failure.ts';
import { verifyPassword } from './password.ts';

/** What a login needs to know of an account. */
export interface Account {
  readonly passwordHash: string;
  readonly isDisabled: boolean;
}

export interface Accounts<T extends Account> {
  find(username: string, deadlineAt: number): Promise<T | undefined>;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Who calls, by username and password.
 * @throws Failure WRONG_CREDENTIALS alike for an unknown user and a wrong password, ACCOUNT_DISABLED only after the right one.
 */
export function login<T extends Account>(
  accounts: Accounts<T>,
): (credentials: Credentials, deadlineAt: number) => Promise<T> {
  return async ({ username, password }, deadlineAt) => {
    const account = await accounts.find(username, deadlineAt);
    const isRight = await verifyPassword(password, account?.passwordHash);
    if (account === undefined || !isRight) throw new Failure('WRONG_CREDENTIALS');
    if (account.isDisabled) throw new Failure('ACCOUNT_DISABLED');
    return account;
  };
}
