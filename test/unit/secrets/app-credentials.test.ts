import { expect, it } from 'vitest';
import { destroyChatroom } from '../../../functions/rongcloud/chatrooms.ts';
import { signature } from '../../../functions/rongcloud/signature.ts';
import { type Received, type Respond, until } from '../rongcloud/http-stub.ts';
import { answer, counts, secretsManagerHolding, setUp, success } from '../rongcloud/set-up.ts';

const hour = 3_600_000;
const secretText = (appSecret: string) => JSON.stringify({ appKey: 'app-key', appSecret });
const outage = answer(
  500,
  { __type: 'InternalServiceError' },
  { 'content-type': 'application/x-amz-json-1.1' },
);

const isSignedWith = (appSecret: string, { headers }: Received) =>
  headers.signature === signature(appSecret, String(headers.nonce), String(headers.timestamp));

/** A RongCloud that knows this secret alone. */
const knowing =
  (appSecret: string): Respond =>
  (request) =>
    isSignedWith(appSecret, request)
      ? { body: { code: 200 } }
      : { status: 401, body: { code: 1004, errorMessage: 'signature' } };

type SetUp = Awaited<ReturnType<typeof setUp>>;
const call = ({ client, clock }: SetUp) => destroyChatroom(client, '7', clock.now() + 8_000);

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

it('reads the secret once for calls that need it at the same time', async () => {
  const arranged = await setUp();
  await Promise.all([call(arranged), call(arranged), call(arranged)]);
  expect(counts(arranged.secretsManager)).toEqual([1]);
});

it('remembers the secret for 300 s, then reads it again without holding the call up', async () => {
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

it('fails while there never was a secret, and asks again with the next call', async () => {
  const arranged = await setUp({ secret: outage });
  await expect(call(arranged)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    details: { retryAfterSeconds: 1, log: { problem: 'The secret could not be read.' } },
  });
  arranged.secretsManager.respond = secretsManagerHolding(secretText('app-secret'));
  await call(arranged);
  expect(counts(arranged.primary)).toEqual([1]);
});

it('goes on with the last good secret for 24 h through an outage, and tells the log', async () => {
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

it('reads the secret again when RongCloud refuses the signature, and no caller notices', async () => {
  const arranged = await setUp({ primary: knowing('app-secret') });
  await call(arranged);
  arranged.primary.respond = knowing('new-secret');
  arranged.secretsManager.respond = secretsManagerHolding(secretText('new-secret'));
  await arranged.clock.advance(10_000);
  await call(arranged);
  await call(arranged);
  expect(counts(arranged.secretsManager, arranged.primary, arranged.backup)).toEqual([2, 4, 0]);
});

it('gives the refusal to the caller where the secret is still the same', async () => {
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

it('keeps key and secret out of failures and the log', async () => {
  const arranged = await setUp({ primary: knowing('another'), backup: success });
  const failure = await call(arranged).catch((error: unknown) => error);
  const { message, details, cause } = failure as Error & { details: unknown };
  expect(JSON.stringify([message, details, String(cause), arranged.output])).not.toContain('app-secret');
});
