import { createHash, randomInt } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { request } from 'undici';
import { credentials, login } from './login.ts';
import { Refusal, respond } from './respond.ts';

// The endpoint as it is usually written: whole packages, what the samples use, nothing left out.

const secrets = new SecretsManagerClient({});
let secret: Promise<{ appKey: string; appSecret: string }> | undefined;

async function readSecret() {
  const command = new GetSecretValueCommand({ SecretId: process.env.RONGCLOUD_SECRET_ID });
  return JSON.parse((await secrets.send(command)).SecretString ?? '{}');
}

async function getToken(userId: string): Promise<string> {
  secret ??= readSecret();
  const { appKey, appSecret } = await secret;
  const nonce = String(randomInt(1e9));
  const timestamp = String(Date.now());
  const signature = createHash('sha1').update(`${appSecret}${nonce}${timestamp}`).digest('hex');
  const { body } = await request(`${process.env.RONGCLOUD_HOSTS}/user/getToken.json`, {
    method: 'POST',
    headers: {
      'App-Key': appKey,
      Nonce: nonce,
      Timestamp: timestamp,
      Signature: signature,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ userId, name: userId }).toString(),
  });
  const reply = (await body.json()) as { code: number; token: string };
  if (reply.code !== 200) throw new Refusal(502, 'RongCloud refused');
  return reply.token;
}

export const handler = respond(async (query) => {
  const user = await login(credentials.parse(query));
  return { token: await getToken(user.rongCloudUserId) };
});
