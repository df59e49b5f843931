import { generateKeyPairSync, sign } from 'node:crypto';
import type { HostTls } from '../../lib/emulator/server.ts';

/** The fault of a certificate. A self-signed one is valid for a client that trusts it. */
export type CertificateFlaw = 'none' | 'wrong-host' | 'expired';

const dayMs = 86_400_000;

/** A new self-signed certificate for 127.0.0.1 and its key, in PEM. */
export function makeCertificate(flaw: CertificateFlaw = 'none'): HostTls {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const endsInDays = flaw === 'expired' ? -1 : 30;
  const certificate = toBeSigned({
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    startsAt: new Date(Date.now() - 30 * dayMs),
    endsAt: new Date(Date.now() + endsInDays * dayMs),
    address: flaw === 'wrong-host' ? [192, 0, 2, 1] : [127, 0, 0, 1],
  });
  const signature = sign('sha256', certificate, privateKey);
  const der = sequence(certificate, ecdsaWithSha256, bitString(signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
}

interface Contents {
  readonly publicKey: Buffer;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly address: readonly number[];
}

/** Each has a name of its own: a client that trusts several would confuse equal names. */
let made = 0;

/** RFC 5280, section 4.1. */
function toBeSigned({ publicKey, startsAt, endsAt, address }: Contents): Buffer {
  made += 1;
  const name = sequence(set(sequence(commonName, der(0x0c, Buffer.from(`rongcloud-emulator ${made}`)))));
  const extensions = sequence(
    sequence(basicConstraints, octetString(sequence(trueValue))),
    sequence(subjectAlternativeName, octetString(sequence(der(0x87, Buffer.from(address))))),
  );
  return sequence(
    der(0xa0, integer(version3)),
    integer(1),
    ecdsaWithSha256,
    name,
    sequence(utcTime(startsAt), utcTime(endsAt)),
    name,
    publicKey,
    der(0xa3, extensions),
  );
}

const version3 = 2;
const longForm = 0x80;

/** DER: tag, length, content. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const lengthHex = content.length.toString(16);
  const longLength = Buffer.from(lengthHex.padStart(lengthHex.length + (lengthHex.length % 2), '0'), 'hex');
  const length =
    content.length < longForm
      ? Buffer.of(content.length)
      : Buffer.concat([Buffer.of(longForm | longLength.length), longLength]);
  return Buffer.concat([Buffer.of(tag), length, content]);
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const set = (...parts: readonly Uint8Array[]) => der(0x31, ...parts);
const integer = (value: number) => der(0x02, Buffer.of(value));
const bitString = (content: Uint8Array) => der(0x03, Buffer.of(0), content);
const octetString = (content: Uint8Array) => der(0x04, content);
const objectId = (...bytes: readonly number[]) => der(0x06, Buffer.from(bytes));
const trueValue = der(0x01, Buffer.of(0xff));

/** YYMMDDHHMMSSZ; good until 2049. */
const utcTime = (time: Date) =>
  der(0x17, Buffer.from(`${time.toISOString().replace(/\D/g, '').slice(2, 14)}Z`));

// 1.2.840.10045.4.3.2, 2.5.4.3, 2.5.29.19 and 2.5.29.17, encoded.
const ecdsaWithSha256 = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const commonName = objectId(0x55, 0x04, 0x03);
const basicConstraints = objectId(0x55, 0x1d, 0x13);
const subjectAlternativeName = objectId(0x55, 0x1d, 0x11);
