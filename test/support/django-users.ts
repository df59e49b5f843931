import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { argon2 } from '../../functions/auth/passwords/argon2.ts';

/** Cheap hashes in Django's formats: the hash contains its parameters, so 1,000 logins are quick. */
export const djangoHash = {
  pbkdf2_sha256: async (password: string) =>
    `pbkdf2_sha256$10$salt$${pbkdf2Sync(password, 'salt', 10, 32, 'sha256').toString('base64')}`,
  pbkdf2_sha1: async (password: string) =>
    `pbkdf2_sha1$10$salt$${pbkdf2Sync(password, 'salt', 10, 20, 'sha1').toString('base64')}`,
  scrypt: async (password: string) =>
    `scrypt$2$salt$1$1$${scryptSync(password, 'salt', 64, { N: 2, r: 1, p: 1 }).toString('base64')}`,
  argon2: async (password: string) => {
    const salt = Buffer.from('somesalt');
    const tag = await argon2({
      variant: 'argon2id',
      message: Buffer.from(password),
      nonce: salt,
      memoryKib: 8,
      passes: 1,
      parallelism: 1,
      tagLength: 16,
    });
    const [saltText, tagText] = [salt, tag].map((bytes) => bytes.toString('base64').replace(/=+$/, ''));
    return `argon2$argon2id$v=19$m=8,t=1,p=1$${saltText}$${tagText}`;
  },
};

/** The password of a test user: different for each, long enough, and computed from the name. */
export const passwordOf = (username: string) => createHash('md5').update(username).digest('base64url');
