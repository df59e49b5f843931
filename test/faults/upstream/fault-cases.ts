import type { FailureCode } from '../../../functions/contract/failure.ts';
import type { Fault } from '../../../lib/emulator/faults/fault.ts';
import type { HostOptions } from '../../../lib/emulator/server.ts';
import { makeCertificate } from '../../support/certificates.ts';
import type { AnyFaultName } from '../../support/fault-names.ts';

export type Outcome = FailureCode | 'OK';

/** One way in which one of RongCloud's calls goes wrong, and what must come of it. */
export interface FaultCase {
  readonly name: AnyFaultName;
  /** Where a fault has several variants: which this is. */
  readonly variant?: string;
  /** The armed fault, for the next call or for all of them; or the host that calls go to in place of a working one. */
  readonly by: { readonly fault: Fault; readonly once?: boolean } | { readonly origin: Place };
  /** The outcome if the first of two hosts has the fault. @default OK, the other one answers */
  readonly ofOneHost?: Outcome;
  /** The outcome if both have it. @default UPSTREAM_UNAVAILABLE */
  readonly ofBothHosts?: Outcome;
  /** What the log says of it, among other things. Absent where there is nothing to say. */
  readonly log?: Readonly<Record<string, unknown>>;
  /** What the log says of the system's error below it. */
  readonly systemCode?: RegExp;
  /** Whether the connection is cut before any answer. */
  readonly breaksConnection?: boolean;
  /** RongCloud's paths at which the fault can occur. @default all */
  readonly paths?: RegExp;
}

const certificates = {
  selfSigned: makeCertificate(),
  expired: makeCertificate('expired'),
  wrongHost: makeCertificate('wrong-host'),
  oldTls: makeCertificate(),
};
/** RongCloud's hosts: two healthy ones, those of the TLS modes, and one that nobody should ever call. */
const hostNames = ['primary', 'backup', 'selfSigned', 'expired', 'wrongHost', 'oldTls', 'elsewhere'] as const;
export type HostName = (typeof hostNames)[number];
export const hostIndex = (name: HostName) => hostNames.indexOf(name);

export const hosts: readonly HostOptions[] = [
  {},
  {},
  { tls: certificates.selfSigned },
  { tls: certificates.expired },
  { tls: certificates.wrongHost },
  { tls: { ...certificates.oldTls, onlyTls10: true } },
  {},
];

/** Trusted, so that what is wrong with each of these hosts is only what its name says. */
export const trustedCertificates = [
  certificates.expired.cert,
  certificates.wrongHost.cert,
  certificates.oldTls.cert,
];

/** A host of RongCloud, or an address without one. */
export type Place = HostName | 'refused' | 'unknown';

const noReply = { problem: 'no complete reply in time' };
const broken = { problem: 'the connection broke' };
const unreadable = { problem: 'not a reply of RongCloud' };
const noConnection = { problem: 'no connection' };
const internalError = (rongCloudStatus: number, rongCloudCode: number) => ({
  problem: 'an internal error of RongCloud',
  rongCloudStatus,
  rongCloudCode,
});

type Expected = Omit<FaultCase, 'name' | 'by'>;

const faultCase = (by: FaultCase['by'], name: FaultCase['name'], expected: Expected): FaultCase => ({
  name,
  by,
  ...expected,
});

const fault = (armed: Fault, expected: Expected = {}) => faultCase({ fault: armed }, armed.name, expected);
const origin = (place: Place, name: FaultCase['name'], expected: Expected) =>
  faultCase({ origin: place }, name, expected);

const unreached: readonly FaultCase[] = [
  origin('refused', 'connection-refused', { log: noConnection, systemCode: /^ECONNREFUSED$/ }),
  // Offline, the resolver itself is out of reach.
  origin('unknown', 'unknown-host', { log: noConnection, systemCode: /^(ENOTFOUND|EAI_AGAIN)$/ }),
  origin('selfSigned', 'bad-certificate', {
    variant: 'signed by nobody we trust',
    log: noConnection,
    systemCode: /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
  }),
  origin('expired', 'bad-certificate', {
    variant: 'expired',
    log: noConnection,
    systemCode: /^CERT_HAS_EXPIRED$/,
  }),
  origin('wrongHost', 'bad-certificate', {
    variant: "another host's",
    log: noConnection,
    systemCode: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
  }),
  origin('oldTls', 'old-tls', { log: noConnection, systemCode: /^(EPROTO|ERR_SSL_\w+)$/ }),
];

const reset = { breaksConnection: true, log: broken, systemCode: /^(ECONNRESET|UND_ERR_SOCKET)$/ };

const transport: readonly FaultCase[] = [
  fault({ name: 'silence' }, { log: noReply }),
  fault({ name: 'reset-before-reading' }, reset),
  fault({ name: 'reset-before-effect' }, reset),
  fault({ name: 'reset-after-effect' }, reset),
  fault({ name: 'reply-delayed', delayMs: 1_000 }, { variant: '1 s', ofBothHosts: 'OK' }),
  fault({ name: 'reply-delayed', delayMs: 3_000 }, { variant: '3 s', log: noReply }),
  fault({ name: 'reply-delayed', delayMs: 10_000 }, { variant: '10 s', log: noReply }),
  fault({ name: 'reply-delayed', delayMs: 40_000 }, { variant: '40 s', log: noReply }),
  fault({ name: 'stall-after-headers' }, { log: noReply }),
  fault({ name: 'one-byte-per-second' }, { log: noReply }),
  fault({ name: 'body-cut-short' }, { log: broken }),
  fault({ name: 'late-effect', lateMs: 1_000 }, { variant: '1 s', ...reset }),
  fault({ name: 'late-effect', lateMs: 60_000 }, { variant: '60 s', ...reset }),
];

const busy = { ofOneHost: 'UPSTREAM_BUSY', ofBothHosts: 'UPSTREAM_BUSY' } as const;
const rejected = { ofOneHost: 'UPSTREAM_REJECTED', ofBothHosts: 'UPSTREAM_REJECTED' } as const;

const http: readonly FaultCase[] = [
  ...([500, 502, 503, 504] as const).map((status) =>
    fault({ name: 'server-error', status }, { variant: String(status), log: unreadable }),
  ),
  fault({ name: 'server-error-after-effect' }, { log: internalError(500, 1000) }),
  fault({ name: 'rate-limited' }, { ...busy, log: { rongCloudStatus: 429, rongCloudCode: 1008 } }),
  fault({ name: 'signature-refused' }, { ...rejected, log: { rongCloudStatus: 401, rongCloudCode: 1004 } }),
  // To follow it would show as a name that does not resolve.
  fault(
    { name: 'redirected', to: 'https://rongcloud.invalid/' },
    { log: { problem: 'a redirect, which is not followed', rongCloudStatus: 302 } },
  ),
  ...[false, true].flatMap((effect) => {
    const variant = effect ? 'carried out' : 'not carried out';
    return [
      fault({ name: 'html-reply', effect }, { variant, log: { ...unreadable, rongCloudStatus: 200 } }),
      fault(
        { name: 'broken-json', shape: 'invalid', effect },
        { variant: `invalid, ${variant}`, log: unreadable },
      ),
      fault(
        { name: 'broken-json', shape: 'truncated', effect },
        { variant: `truncated, ${variant}`, log: unreadable },
      ),
      fault(
        { name: 'failing-code', code: 1000, effect },
        { variant: `1000, ${variant}`, log: internalError(200, 1000) },
      ),
      fault(
        { name: 'failing-code', code: 1050, effect },
        { variant: `1050, ${variant}`, log: internalError(200, 1050) },
      ),
      fault({ name: 'huge-body', effect }, { variant, log: { problem: 'a reply of more than 128 KB' } }),
    ];
  }),
];

const token = /^\/user\/getToken/;

const semantic: readonly FaultCase[] = [
  fault(
    { name: 'odd-token', flaw: 'missing' },
    { variant: 'missing', paths: token, log: { problem: 'a success without its fields' } },
  ),
  fault(
    { name: 'odd-token', flaw: 'other-user' },
    {
      variant: "another user's",
      paths: token,
      ...rejected,
      log: { problem: 'The reply is for another user.' },
    },
  ),
  faultCase({ fault: { name: 'room-lost' }, once: true }, 'room-lost', {
    paths: /^\/chatroom\//,
    ofBothHosts: 'OK',
  }),
];

/** Every fault of a single call. Faults that change between calls are in ../upstream.test.ts. */
export const faultCases: readonly FaultCase[] = [...unreached, ...transport, ...http, ...semantic];
