import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword } from '../../../functions/auth/passwords/password.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { makeCertificate } from '../../support/certificates.ts';
import type { Query } from '../../support/gateway-call.ts';
import { startTestService } from '../../support/test-service.ts';
import { tlsFront } from '../tls-front.ts';
import type { MeasuredName } from './variants.ts';

const account = { username: 'cold', password: 'correct horse' };

/** So that a thousand starts meet no limit, and each token is asked of RongCloud. */
const variables = {
  MAX_CREATES_PER_MINUTE: '6000',
  MAX_ACTIVE_ROOMS: '5000',
  TOKEN_REUSE_HOURS: '0',
};

/** DynamoDB, Secrets Manager and RongCloud as a function meets them: behind TLS. */
export async function startBackends() {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'im-gateway-bench-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const service = await startTestService({ runsSchedules: false, variables });
  starting.defer(() => service.stop());
  const passwordHash = await hashPassword(processDeps, account.password);
  await service.addUser({ username: account.username, passwordHash, role: 'admin' }, account.password);
  const certificate = makeCertificate();
  const trusted = join(folder, 'trusted.pem');
  await writeFile(trusted, certificate.cert);
  const { environment } = service.deps;
  const secured: Record<string, string> = {};
  for (const variable of [
    'AWS_ENDPOINT_URL_DYNAMODB',
    'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    'RONGCLOUD_HOSTS',
  ]) {
    const front = await tlsFront(environment[variable] ?? '', certificate);
    starting.defer(front.stop);
    secured[variable] = front.origin;
  }
  const create = async (name: string): Promise<number> => {
    const query = new URLSearchParams({ ...account, live_id: '1', name });
    const { json } = await service.call(`/im/chatroom_create/?${query}`);
    return Number(json.id);
  };
  // What is measured is our side; a bench makes calls faster than RongCloud lets an app.
  service.emulator.behave({ limitRates: false });
  const room = await create('kept');
  let made = 0;
  /** The parameters of one more call of an endpoint, which finds what it needs. */
  const nextQuery = async (endpoint: MeasuredName): Promise<Query> => {
    made += 1;
    switch (endpoint) {
      case 'user-get-token':
        return account;
      case 'chatroom-create':
        return { ...account, live_id: '1', name: `room${made}` };
      case 'chatroom-destroy':
        return { ...account, id: await create(`to go ${made}`) };
      case 'chatroom-join':
      case 'chatroom-query':
        return { ...account, id: room };
    }
  };
  const running = starting.move();
  return {
    folder,
    environment: { ...environment, ...secured, NODE_EXTRA_CA_CERTS: trusted },
    /** What the hash of the account's password comes to, for processes that leave the work out. */
    tag: passwordHash.split('$').at(-1) ?? '',
    account,
    room,
    nextQuery,
    stop: () => running.disposeAsync(),
  };
}

export type Backends = Awaited<ReturnType<typeof startBackends>>;
