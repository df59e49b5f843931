import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls, { type SecureVersion } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { destroyChatroom } from '../../../functions/rongcloud/chatrooms.ts';
import type { HostTls } from '../../../lib/emulator/server.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { httpStub } from './http-stub.ts';
import { counts, setUp, success } from './set-up.ts';

interface Host {
  readonly certificate?: HostTls;
  readonly maxVersion?: SecureVersion;
  /** True if this machine trusts the certificate. */
  readonly isTrusted?: boolean;
}

async function setUpWithTls({
  certificate = makeCertificate(),
  maxVersion = 'TLSv1.3',
  isTrusted = true,
}: Host = {}) {
  const trusted = tls.getCACertificates('default');
  if (isTrusted) tls.setDefaultCACertificates([certificate.cert]);
  let requests = 0;
  let handshakes = 0;
  const server = createServer({ ...certificate, minVersion: 'TLSv1', maxVersion }, (request, response) => {
    requests += 1;
    request.resume();
    request.on('end', () => response.end('{"code":200}'));
  });
  server.on('secureConnection', () => {
    handshakes += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    tls.setDefaultCACertificates(trusted);
    server.closeAllConnections();
    server.close();
  });
  const primaryOrigin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const arranged = await setUp({}, { primaryOrigin });
  return { ...arranged, seen: () => ({ requests, handshakes }) };
}

it('sends one call after the other over one TLS connection', async () => {
  const { client, deadlineAt, seen, backup } = await setUpWithTls();
  for (let call = 0; call < 3; call += 1) await destroyChatroom(client, 7, deadlineAt);
  expect([seen(), counts(backup)]).toEqual([{ requests: 3, handshakes: 1 }, [0]]);
});

it.each<[string, Host]>([
  ['an untrusted certificate', { isTrusted: false }],
  ["another host's certificate", { certificate: makeCertificate('wrong-host') }],
  ['no TLS above 1.1', { maxVersion: 'TLSv1.1' }],
])('sends nothing to a host with %s, and goes to the other', async (_what, host) => {
  const { client, deadlineAt, passPause, seen, backup } = await setUpWithTls(host);
  const destroyed = destroyChatroom(client, 7, deadlineAt);
  await passPause();
  await destroyed;
  expect([seen().requests, counts(backup)]).toEqual([0, [1]]);
});

it('fails at once if the port of an https origin speaks plain HTTP', async () => {
  const plain = await httpStub(success);
  onTestFinished(plain.close);
  const primaryOrigin = plain.origin.replace('http:', 'https:');
  const { client, deadlineAt, output, passPause, backup } = await setUp({}, { primaryOrigin });
  const destroyed = destroyChatroom(client, 7, deadlineAt);
  // No timer of the client is moved before this pause.
  await passPause();
  await destroyed;
  expect([output, counts(plain, backup)]).toMatchObject([[{ problem: 'no connection' }], [0, 1]]);
});

it('checks certificates despite NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  onTestFinished(() => {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  });
  const { client, deadlineAt, passPause, seen } = await setUpWithTls({ isTrusted: false });
  const destroyed = destroyChatroom(client, 7, deadlineAt);
  await passPause();
  await destroyed;
  expect(seen().requests).toBe(0);
});
