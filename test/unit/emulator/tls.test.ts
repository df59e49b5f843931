import { request } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { HostTls } from '../../../lib/emulator/server.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { signedHeaders } from '../../support/rongcloud-call.ts';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

/** The status of a call over TLS, or the code of the client's error. */
async function setup(
  tls: HostTls,
  { isTrusted, ...versions }: { isTrusted: boolean } & SecureContextOptions,
) {
  const { emulator } = await setupEmulator({ hosts: [{ tls }] });
  const outcome = await new Promise((resolve) => {
    const trust = isTrusted ? { ca: tls.cert } : {};
    request(
      `${emulator.origin}/user/getToken.json`,
      { method: 'POST', headers: signedHeaders(), agent: false, ...trust, ...versions },
      (response) => response.resume().on('end', () => resolve(response.statusCode)),
    )
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      .end('userId=u1');
  });
  return { outcome, emulator };
}

describe('A host that speaks TLS', () => {
  it('serves a client that trusts its certificate', async () => {
    const { outcome, emulator } = await setup(makeCertificate(), { isTrusted: true });
    expect(outcome).toBe(200);
    expect(emulator.origin).toMatch(/^https:/);
  });

  it('is refused if its certificate is not trusted', async () => {
    const { outcome, emulator } = await setup(makeCertificate(), { isTrusted: false });
    expect(outcome).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(emulator.calls).toEqual([]);
  });

  it('is refused if the certificate is for another host', async () => {
    const { outcome } = await setup(makeCertificate('wrong-host'), { isTrusted: true });
    expect(outcome).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('is refused if the certificate has expired', async () => {
    const { outcome } = await setup(makeCertificate('expired'), { isTrusted: true });
    expect(outcome).toBe('CERT_HAS_EXPIRED');
  });

  it('is refused if it offers TLS 1.0 only', async () => {
    const { outcome } = await setup({ ...makeCertificate(), onlyTls10: true }, { isTrusted: true });
    expect(outcome).toBe('EPROTO');
  });

  it('with TLS 1.0 only still serves a client that allows it', async () => {
    const tls = { ...makeCertificate(), onlyTls10: true };
    const lowered = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect((await setup(tls, { isTrusted: true, ...lowered })).outcome).toBe(200);
  });
});
