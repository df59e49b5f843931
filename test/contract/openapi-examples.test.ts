import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../lib/emulator/faults/fault.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { manualClock } from '../support/manual-clock.ts';
import { startTestService, student, type TestService, teacher } from '../support/test-service.ts';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly example: string | number }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly example: object; readonly schema: { readonly $ref: string } }>
    >;
  };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>;
}

interface CallSchema {
  readonly properties: Readonly<Record<string, { readonly example: string | number }>>;
}

/** The committed document: nothing here reads the table. */
const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, { readonly post: Operation; readonly get?: Operation }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, CallSchema>> & {
      readonly FailureCode: { readonly description: string };
    };
    readonly examples: Readonly<Record<string, { readonly value: object }>>;
  };
};
/** Of the endpoints: RongCloud's callback has a test of its own. */
const paths = Object.keys(document.paths).filter((path) => !path.startsWith('/im/rongcloud/'));
const schemas = new Ajv2020({ strict: false });
schemas.addSchema({ $id: 'openapi', components: document.components });

/** Whether a body matches the document's schema of this operation's success. */
function isReply(operation: Operation, body: unknown): boolean {
  const content = operation.responses[200]?.content['application/json'] as { schema: { $ref: string } };
  return schemas.validate({ $ref: `openapi${content.schema.$ref}` }, body);
}

const asFields = (example: object) =>
  Object.entries(example).map(([name, value]): [string, string] => [name, String(value)]);

const operationAt = (path: string, method: 'get' | 'post') => {
  const operation = document.paths[path]?.[method];
  if (operation === undefined) throw new Error(`${method} ${path} is not documented`);
  return operation;
};
const bodyExample = (path: string, type: string) =>
  operationAt(path, 'post').requestBody?.content[type]?.example ?? {};

/** Every field of a body with its own example, also optional fields. */
function fieldExamples(path: string): Record<string, string | number> {
  const { $ref } = operationAt(path, 'post').requestBody?.content['application/json']?.schema ?? {};
  const { properties = {} } = document.components.schemas[String($ref).replace(/.*\//, '')] ?? {};
  return Object.fromEntries(Object.entries(properties).map(([name, { example }]) => [name, example]));
}

/** The document names no account at a POST; this one may make every call. */
const account = { username: 'teacher1', password: '123456' };
const authorization = `Basic ${btoa(`${account.username}:${account.password}`)}`;

const callFrom: Record<string, (path: string) => [string, RequestInit]> = {
  'GET, all in the URL': (path: string) => {
    const { parameters = [] } = operationAt(path, 'get');
    const fields = Object.fromEntries(parameters.map(({ name, example }) => [name, example]));
    const query = new URLSearchParams(asFields(fields));
    return [`${path}?${query}`, {}];
  },
  'POST of a form': (path: string) => {
    const fields = asFields(bodyExample(path, 'application/x-www-form-urlencoded'));
    return [path, { method: 'POST', headers: { authorization }, body: new URLSearchParams(fields) }];
  },
  'POST of JSON': (path: string) => {
    const body = JSON.stringify(bodyExample(path, 'application/json'));
    return [path, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body }];
  },
  'POST of JSON with every field and the account': (path: string) => {
    const body = JSON.stringify({ ...account, ...fieldExamples(path) });
    return [path, { method: 'POST', headers: { 'content-type': 'application/json' }, body }];
  },
};

describe.each(Object.entries(callFrom))('every example of docs/openapi.json, as a %s', (way, callAt) => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ passwordCost: cheapPasswordCost });
  });
  afterAll(() => service.stop());

  const hasWay = (path: string) => !way.startsWith('GET') || document.paths[path]?.get !== undefined;

  it.each(paths.filter(hasWay))('%s succeeds on a fresh start and answers as documented', async (path) => {
    const { status, json } = await service.call(...callAt(path));
    expect([status, json.ret]).toEqual([200, 'success']);
    expect(isReply(operationAt(path, 'post'), json)).toBe(true);
  });
});

describe('every parameter of docs/openapi.json', () => {
  it.each([
    ['/im/user_get_token/', { username: 'student1', password: '123456', refresh: '1' }],
    ['/im/chatroom_create/', { username: 'teacher1', password: '123456', live_id: '1', name: 'room1' }],
    ['/im/chatroom_join/', { username: 'student1', password: '123456', id: 7 }],
    ['/im/chatroom_destroy/', { username: 'teacher1', password: '123456', id: 1 }],
    ['/im/chatroom_query/', { username: 'teacher1', password: '123456', id: 7 }],
  ])('of %s has an example, in either method', (path, examples) => {
    const { parameters = [] } = operationAt(path, 'get');
    expect(Object.fromEntries(parameters.map(({ name, example }) => [name, example]))).toEqual(examples);
    const { username: _username, password: _password, ...fields } = examples;
    expect(fieldExamples(path)).toEqual(fields);
  });
});

describe('the example of a success in docs/openapi.json', () => {
  it.each(paths)('%s is what its own schema says', (path) => {
    const operation = operationAt(path, 'post');
    const content = operation.responses[200]?.content['application/json'] as { example: object };
    expect(isReply(operation, content.example)).toBe(true);
    expect(isReply(operation, { ...content.example, more: 1 })).toBe(false);
  });
});

const onRongCloud = (fault: Fault) => async (service: TestService) => {
  service.emulator.arm(fault, { calls: 10 });
};

interface Provoked {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Prepares the call. */
  readonly before?: (service: TestService) => Promise<unknown>;
}

/** The cause of each failure. */
const failing: Readonly<Record<string, Provoked>> = {
  INVALID_PARAMETER: { path: 'user_get_token', fields: { password: '123456' } },
  WRONG_CREDENTIALS: { path: 'user_get_token', fields: { ...student, password: 'wrong' } },
  ACCOUNT_DISABLED: {
    path: 'user_get_token',
    fields: { username: 'left', password: '123456' },
    before: (service) => service.addUser({ username: 'left', isDisabled: true }, '123456'),
  },
  'NOT_ALLOWED.create-role': { path: 'chatroom_create', fields: { ...student, live_id: '1', name: 'mine' } },
  'NOT_ALLOWED.not-creator': { path: 'chatroom_destroy', fields: { ...student, id: '1' } },
  'NOT_ALLOWED.kept-out': {
    path: 'chatroom_join',
    fields: { ...student, id: '2' },
    before: (service) =>
      service.post('chatroom_kick', { ...teacher, id: '2', user: 'student1', minutes: '5' }),
  },
  'NOT_ALLOWED.not-moderator': { path: 'chatroom_announce', fields: { ...student, id: '2', text: 'hi' } },
  'NOT_ALLOWED.protected-user': {
    path: 'chatroom_mute',
    fields: { ...teacher, id: '2', user: 'teacher1', minutes: '5' },
  },
  'NOT_ALLOWED.not-appointer': {
    path: 'chatroom_assistants',
    fields: { ...student, id: '2', assistants: 'student1' },
  },
  'NOT_ALLOWED.cross-site': {
    path: 'user_get_token',
    fields: {},
    headers: { authorization: `Basic ${btoa('student1:123456')}`, 'sec-fetch-site': 'cross-site' },
  },
  'NOT_ALLOWED.prefetch': { path: 'user_get_token', fields: student, headers: { 'sec-purpose': 'prefetch' } },
  USER_NOT_FOUND: {
    path: 'chatroom_mute',
    fields: { ...teacher, id: '2', user: 'nobody', minutes: '5' },
  },
  CHATROOM_NOT_FOUND: { path: 'chatroom_query', fields: { ...teacher, id: '99' } },
  CHATROOM_DESTROYED: {
    path: 'chatroom_join',
    fields: { ...teacher, id: '1' },
    before: (service) => service.call('/im/chatroom_destroy?username=teacher1&password=123456&id=1'),
  },
  TOO_LARGE: { path: 'user_get_token', fields: { ...student, more: 'x'.repeat(9_000) } },
  TOO_MANY_ATTEMPTS: {
    path: 'user_get_token',
    fields: student,
    before: async (service) => {
      for (const _attempt of [1, 2, 3]) {
        await service.call('/im/user_get_token?username=student1&password=wrong');
      }
    },
  },
  TOO_MANY_REQUESTS: { path: 'chatroom_create', fields: { ...teacher, live_id: '1', name: 'one too many' } },
  NOT_ENABLED: {
    path: 'chatroom_silence',
    fields: { ...teacher, id: '2', silent: '1' },
    before: async (service) => service.emulator.behave({ servicesOff: ['/chatroom/ban'] }),
  },
  UPSTREAM_REJECTED: {
    path: 'user_get_token',
    fields: student,
    before: onRongCloud({ name: 'signature-refused' }),
  },
  UPSTREAM_UNAVAILABLE: {
    path: 'user_get_token',
    fields: student,
    before: onRongCloud({ name: 'server-error', status: 503 }),
  },
  UPSTREAM_BUSY: { path: 'user_get_token', fields: student, before: onRongCloud({ name: 'rate-limited' }) },
};

/** See our-own-failures.test.ts, which breaks DynamoDB. */
const internalFailures = ['UNAVAILABLE', 'INTERNAL'];

describe('the example of a failure in docs/openapi.json', () => {
  it.each(Object.entries(failing))('%s is a real reply, with its status', async (name, provoked) => {
    const { path, fields, headers, before } = provoked;
    // A manual clock: the six demo chatrooms and the call are in one minute, and pauses take no time.
    const clock = manualClock();
    const service = await startTestService({
      clock,
      passwordCost: cheapPasswordCost,
      variables: { MAX_CREATES_PER_MINUTE: '6', LOGIN_FREE_FAILURES: '2', CREATE_ROLES: 'admin,teacher' },
    });
    await before?.(service);
    for (const language of ['en', 'zh']) {
      const call = service.call(`/im/${path}`, {
        method: 'POST',
        headers: { 'accept-language': language, ...headers },
        body: new URLSearchParams(fields),
      });
      const { status, json } = await lettingTimePass(clock, call);
      expect(json).toEqual(document.components.examples[`${name}.${language}`]?.value);
      expect(document.components.schemas.FailureCode.description).toContain(
        `- \`${json.code}\` (${status}): `,
      );
    }
    await service.stop();
  });

  it('is provoked here unless it is an internal failure', () => {
    const names = [...Object.keys(failing), ...internalFailures].flatMap((name) => [
      `${name}.en`,
      `${name}.zh`,
    ]);
    expect(Object.keys(document.components.examples).toSorted()).toEqual(names.toSorted());
  });
});
