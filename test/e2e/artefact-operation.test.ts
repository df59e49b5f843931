import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type ArtefactOptions,
  type ArtefactService,
  startArtefactService,
} from '../support/artefact-service.ts';
import { type CloudAssembly, synthesizeWhole } from '../support/cloud-assembly.ts';
import { isPicked } from '../support/filter-pattern.ts';
import { hostAddon } from '../support/host-addon.ts';
import { resourcesOf } from '../support/template.ts';

vi.setConfig({ hookTimeout: 60_000, testTimeout: 60_000 });

let assembly: CloudAssembly;
let service: ArtefactService;
beforeAll(async () => {
  assembly = await synthesizeWhole({ stage: 'prod' });
});
afterEach(() => service.stop());

const setup = async (options: ArtefactOptions = {}) => {
  service = await startArtefactService(assembly, options);
};

const get = (path: string) => service.call(`/im/${path}`);
const askForToken = (username = 'student1') =>
  get(`user_get_token?username=${username}&password=123456&refresh=1`);

/** The logical id of the function whose construct has this name. */
const functionId = (name: string) =>
  [...resourcesOf(assembly.template, 'AWS::Lambda::Function').keys()].find((id) => id.includes(name)) ?? '';

interface LogMetric {
  readonly name: string;
  readonly pattern: string;
  readonly logGroup: unknown;
}

const logMetrics = (): LogMetric[] =>
  [...resourcesOf(assembly.template, 'AWS::Logs::MetricFilter').values()].map((filter) => ({
    name: String(Object(filter.MetricTransformations)[0].MetricName),
    pattern: String(filter.FilterPattern),
    logGroup: filter.LogGroupName,
  }));

const logGroupOf = (id: string) =>
  Object(resourcesOf(assembly.template, 'AWS::Lambda::Function').get(id)?.LoggingConfig).LogGroup;

/** The metrics that a line of this function's log counts in; Lambda wraps what a function writes. */
const countedIn = (id: string, line: unknown) =>
  logMetrics()
    .filter(({ logGroup, pattern }) => logGroup === logGroupOf(id) && isPicked(pattern, line))
    .map(({ name }) => name)
    .toSorted();

const countedLastCall = () => {
  const { functionId: id = '', entry } = service.logged.at(-1) ?? {};
  return countedIn(id, { message: entry });
};

describe('the native Argon2 beside a bundle', () => {
  it.each<[string, ArtefactOptions]>([
    [
      'checks passwords without Node’s own Argon2',
      {
        nodeOptions: ['--require', join(import.meta.dirname, '../support/without-argon2.cjs')],
        addon: hostAddon(),
      },
    ],
    ['is optional: if it does not load, Node checks passwords', { addon: import.meta.filename }],
  ])('%s', async (_what, options) => {
    await setup(options);
    const right = await get('chatroom_query?username=teacher1&password=123456&id=1');
    const wrong = await get('chatroom_query?username=teacher1&password=1234567&id=1');
    expect([right.status, wrong.status]).toEqual([200, 401]);
  });
});

describe('an account with bcrypt, imported from Django', () => {
  it('logs in with the bcrypt file beside the bundle', async () => {
    await setup();
    // Django 3.2, the password 123456.
    const passwordHash = 'bcrypt$$2b$12$V4z2BlYniUEyF4tpHI4Eduj3ldT8oI2qnJDTk3NoWGyz/LuQlHzGe';
    await service.addUser({ username: 'pupil', passwordHash }, 'unused');
    expect((await get('chatroom_query?username=pupil&password=123456&id=1')).status).toBe(200);
  });
});

describe('a secret that nobody has filled', () => {
  it('is answered with 503, and the log says what to do', async () => {
    await setup({ secretString: '', isEmpty: true });
    await service.addUser({ username: 'student1' }, '123456');
    const { status, json, headers } = await askForToken();
    expect([status, json.code, headers.has('retry-after')]).toEqual([503, 'UNAVAILABLE', true]);
    expect(service.log.at(-1)?.remedy).toContain('Store {"appKey":"…","appSecret":"…"} in it');
    expect(countedLastCall()).toEqual([
      'Calls',
      'CallsByCode',
      'RongCloudCalls',
      'SecretUnreadable',
      'ServerFailures',
    ]);
  });
});

describe('the metrics of what the functions log', () => {
  const ofCall = ['Calls', 'CallsByCode', 'RongCloudCalls'];

  it('count a success, a refusal of RongCloud and an open circuit', async () => {
    await setup();
    // The limit of refreshes is per user.
    await askForToken('teacher1');
    expect(countedLastCall()).toEqual(ofCall);
    service.emulator.arm({ name: 'signature-refused' }, { calls: 2 });
    expect((await askForToken('teacher1')).json.code).toBe('UPSTREAM_REJECTED');
    expect(countedLastCall()).toEqual(
      [...ofCall, 'Refusals', 'ServerFailures', 'UpstreamFailures'].toSorted(),
    );
    expect(service.log.at(-1)?.rongCloudCode).toBe(1004);
    service.emulator.disarm();
    service.emulator.arm({ name: 'server-error', status: 503 }, { calls: 100 });
    for (let call = 0; call < 6; call += 1) await askForToken();
    expect(countedLastCall()).toEqual(
      [...ofCall, 'CircuitOpen', 'ServerFailures', 'UpstreamFailures'].toSorted(),
    );
  });

  it('count the runs of the reconciler and their findings', async () => {
    await setup();
    await service.run(functionId('reconcile'));
    expect(countedLastCall()).toEqual([
      'ChatroomsMissing',
      'EventsUnreported',
      'LastChatroomId',
      'ReconcilerRuns',
    ]);
  });
});

describe('the probe', () => {
  it('makes its five calls and destroys its room', async () => {
    await setup();
    const roomsBefore = service.emulator.rooms.size;
    await service.run(functionId('probe'));
    expect(service.log.slice(-5).map(({ endpoint, code }) => [endpoint, code])).toEqual([
      ['user-get-token', 'OK'],
      ['chatroom-create', 'OK'],
      ['chatroom-join', 'OK'],
      ['chatroom-query', 'OK'],
      ['chatroom-destroy', 'OK'],
    ]);
    expect(service.emulator.rooms.size).toBe(roomsBefore);
  });

  it('ends with an error that names the failed call and its code', async () => {
    await setup();
    service.emulator.arm(
      { name: 'server-error', status: 503 },
      { calls: 100 },
      { path: '/chatroom/create_new.json' },
    );
    await expect(service.run(functionId('probe'))).rejects.toThrow('INTERNAL');
    expect(service.log.at(-1)).toMatchObject({
      run: 'probe',
      problem: 'chatroom-create: 503 UPSTREAM_UNAVAILABLE',
    });
  });
});
