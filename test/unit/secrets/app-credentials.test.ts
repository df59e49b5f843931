import { describe, expect, it } from 'vitest';
import { destroyChatroom } from '../../../functions/rongcloud/chatrooms.ts';
import { signature } from '../../../functions/rongcloud/signature.ts';
import { CredentialsCache } from '../../../functions/secrets/app-credentials.ts';
import { type Received, type Respond, until } from '../rongcloud/http-stub.ts';
import { answer, counts, secretsManagerHolding, setUp, silence, success } from '../rongcloud/set-up.ts';

const hour = 3_600_000;
const secretText = (appSecret: string) => JSON.stringify({ appKey: 'app-key', appSecret });
const changing = JSON.stringify({
  appKey: 'app-key',
  appSecret: 'app-secret',
  next: { appSecret: 'next-secret' },
});
const outage = answer(
  500,
  { __type: 'InternalServiceError' },
  { 'content-type': 'application/x-amz-json-1.1' },
);

const isSignedWith = (appSecret: string, { headers }: Received) =>
  headers.signature === signature(appSecret, String(headers.nonce), String(headers.timestamp));

/** A RongCloud that accepts only this secret. */
const knowing =
  (appSecret: string): Respond =>
  (request) =>
    isSignedWith(appSecret, request)
      ? { body: { code: 200 } }
      : { status: 401, body: { code: 1004, errorMessage: 'signature' } };

type SetUp = Awaited<ReturnType<typeof setUp>>;
const call = ({ client, clock }: SetUp) => destroyChatroom(client, 7, clock.now() + 8_000);

it('asks Secrets Manager for the secret by its id, signed with the credentials of the environment', async () => {
  const arranged = await setUp();
  await call(arranged);
  const [asked] = arranged.secretsManager.received;
  expect(asked?.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue');
  expect(asked?.body).toBe('{"SecretId":"im-gateway/rongcloud"}');
  expect(asked?.headers.authorization).toContain('Credential=access-key-id/');
});

it('signs with what the secret holds', async () => {
  const arranged = await setUp({ primary: knowing('app-secret') });
  await call(arranged);
  expect(arranged.primary.received[0]?.headers['app-key']).toBe('app-key');
});

it('caches the secret for 300 s, then refreshes it in the background', async () => {
  const arranged = await setUp();
  await call(arranged);
  await arranged.clock.advance(299_999);
  await call(arranged);
  expect(counts(arranged.secretsManager)).toEqual([1]);
  await arranged.clock.advance(1);
  await call(arranged);
  await arranged.secretsManager.untilReceived(2);
});

it.each([
  ['a trailing line break', secretText('app-secret\r\n')],
  ['a blank', secretText('app secret')],
  ['nothing for the secret', secretText('')],
  ['no App Secret', '{"appKey":"app-key"}'],
  ['a number', '{"appKey":1,"appSecret":"app-secret"}'],
  ['a blank in the next secret', '{"appKey":"app-key","appSecret":"app-secret","next":{"appSecret":"a b"}}'],
  ['other text', 'CANARY-app-secret'],
  ['no text', ''],
])('refuses a secret that holds %s, says what to do, and does not quote it', async (_what, text) => {
  const arranged = await setUp({ secret: secretsManagerHolding(text) });
  const failure = await call(arranged).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'UNAVAILABLE',
    details: {
      retryAfterSeconds: 1,
      log: { secretId: 'im-gateway/rongcloud', remedy: expect.stringContaining('"appSecret"') },
    },
  });
  expect(failure).toHaveProperty('cause', undefined);
  expect(counts(arranged.primary)).toEqual([0]);
});

it('keeps the cause if the secret cannot be read', async () => {
  await expect(call(await setUp({ secret: outage }))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    cause: { name: 'InternalServiceError' },
  });
});

it('uses the last good secret for 24 h of an outage, and logs it', async () => {
  const arranged = await setUp();
  await call(arranged);
  arranged.secretsManager.respond = outage;
  await arranged.clock.advance(24 * hour - 1);
  await call(arranged);
  await until(() => arranged.output.length > 0);
  expect(arranged.output).toContainEqual(
    expect.objectContaining({ level: 'warn', event: 'rongcloud-secret-stale', ageSeconds: 86_400 }),
  );
  await arranged.clock.advance(1);
  await expect(call(arranged)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('asks at most every 10 s during an outage', async () => {
  const arranged = await setUp();
  await call(arranged);
  arranged.secretsManager.respond = outage;
  await arranged.clock.advance(hour);
  await call(arranged);
  await until(() => arranged.output.length === 1);
  const asked = arranged.secretsManager.received.length;
  await arranged.clock.advance(9_999);
  await call(arranged);
  expect(counts(arranged.secretsManager)).toEqual([asked]);
  await arranged.clock.advance(1);
  await call(arranged);
  await arranged.secretsManager.untilReceived(asked + 1);
});

it('reads the secret again when RongCloud refuses the signature, and the call succeeds', async () => {
  const arranged = await setUp({ primary: knowing('app-secret') });
  await call(arranged);
  arranged.primary.respond = knowing('new-secret');
  arranged.secretsManager.respond = secretsManagerHolding(secretText('new-secret'));
  await arranged.clock.advance(10_000);
  await call(arranged);
  await call(arranged);
  expect(counts(arranged.secretsManager, arranged.primary, arranged.backup)).toEqual([2, 4, 0]);
});

it('reports the refusal if the secret has not changed', async () => {
  const arranged = await setUp({ primary: knowing('another') });
  await call(arranged).catch(() => {});
  await arranged.clock.advance(10_000);
  await expect(call(arranged)).rejects.toMatchObject({
    code: 'UPSTREAM_REJECTED',
    details: { log: { attempts: 1, rongCloudStatus: 401, rongCloudCode: 1004 } },
  });
  expect(counts(arranged.secretsManager)).toEqual([2]);
});

it('reads a refused secret again at most every 10 s', async () => {
  const arranged = await setUp({ primary: knowing('another') });
  for (let refused = 0; refused < 5; refused += 1) {
    await expect(call(arranged)).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
  }
  expect(counts(arranged.secretsManager)).toEqual([1]);
});

describe('a secret that holds the next App Secret', () => {
  it('signs with the current one until RongCloud refuses it, then with the next one for good', async () => {
    const arranged = await setUp({ primary: knowing('app-secret'), secret: secretsManagerHolding(changing) });
    await call(arranged);
    expect(counts(arranged.primary)).toEqual([1]);
    arranged.primary.respond = knowing('next-secret');
    await call(arranged);
    await call(arranged);
    // One refusal, and background reads when they are due: none of them brings the old secret back.
    expect(counts(arranged.primary)).toEqual([4]);
    await arranged.clock.advance(hour);
    await call(arranged);
    await arranged.secretsManager.untilReceived(2);
    await call(arranged);
    expect(counts(arranged.primary)).toEqual([6]);
  });

  it('uses the next one at once, without waiting for Secrets Manager', async () => {
    const arranged = await setUp({
      primary: knowing('next-secret'),
      secret: secretsManagerHolding(changing),
    });
    await arranged.client.warmUp(arranged.clock.now() + 1_000);
    arranged.secretsManager.respond = silence;
    await arranged.clock.advance(10_000);
    await call(arranged);
    expect(counts(arranged.primary)).toEqual([2]);
  });

  it('goes back to the current one if RongCloud refuses the next one', async () => {
    const arranged = await setUp({ primary: knowing('another'), secret: secretsManagerHolding(changing) });
    await expect(call(arranged)).rejects.toMatchObject({
      details: { log: { rongCloudCode: 1004, attempts: 2 } },
    });
    arranged.primary.respond = knowing('app-secret');
    await call(arranged);
    await call(arranged);
    expect(counts(arranged.primary)).toEqual([2 + 2 + 1]);
  });

  it('reads the secret again after a refusal, and uses a next one stored meanwhile', async () => {
    const arranged = await setUp({ primary: knowing('app-secret') });
    await call(arranged);
    arranged.primary.respond = knowing('next-secret');
    arranged.secretsManager.respond = secretsManagerHolding(changing);
    await arranged.clock.advance(10_000);
    await call(arranged);
    expect(counts(arranged.secretsManager, arranged.primary)).toEqual([2, 3]);
  });

  it('reads the secret again in the background if RongCloud refuses both', async () => {
    const arranged = await setUp({ primary: knowing('third'), secret: secretsManagerHolding(changing) });
    await call(arranged).catch(() => {});
    arranged.secretsManager.respond = secretsManagerHolding(secretText('third'));
    await arranged.clock.advance(10_000);
    await call(arranged).catch(() => {});
    await arranged.secretsManager.untilReceived(2);
    await call(arranged);
  });
});

describe('the signature of a callback', () => {
  const startCache = async (text: string) => {
    const arranged = await setUp({ secret: secretsManagerHolding(text) });
    const secrets = new CredentialsCache(arranged.deps);
    const isBy = (appSecret: string) => secrets.hasSecret((one) => one === appSecret, arranged.deadlineAt);
    return { ...arranged, isBy };
  };

  it('is accepted by the current secret and the next one, whichever signs calls', async () => {
    const { isBy, secretsManager } = await startCache(changing);
    expect([await isBy('app-secret'), await isBy('next-secret')]).toEqual([true, true]);
    expect(counts(secretsManager)).toEqual([1]);
  });

  it('is checked against a secret that is read again at most every 10 s', async () => {
    const { isBy, secretsManager, clock } = await startCache(secretText('app-secret'));
    expect(await isBy('forged')).toBe(false);
    await clock.advance(9_999);
    expect(await isBy('new-secret')).toBe(false);
    expect(counts(secretsManager)).toEqual([1]);
    secretsManager.respond = secretsManagerHolding(secretText('new-secret'));
    await clock.advance(1);
    expect(await isBy('new-secret')).toBe(true);
    expect(await isBy('app-secret')).toBe(false);
    expect(counts(secretsManager)).toEqual([2]);
  });
});

it('keeps key and secret out of failures and the log', async () => {
  const arranged = await setUp({ primary: knowing('another'), backup: success });
  const failure = await call(arranged).catch((error: unknown) => error);
  const { message, details, cause } = failure as Error & { details: unknown };
  expect(JSON.stringify([message, details, String(cause), arranged.output])).not.toContain('app-secret');
});
