import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as codedeploy from '@aws-sdk/client-codedeploy';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../lib/emulator/http.ts';
import { newFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { scripts } = JSON.parse(read('package.json'));

/** The lines of the shell in these documents, with continued lines joined, and each command of a pipe by itself. */
const documents = ['docs/deploying.md', 'docs/runbook.md', 'docs/moving-from-django.md'];
const commands = documents.flatMap((file) =>
  [...read(file).matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) =>
    block
      .replaceAll(/\\\n/g, ' ')
      .split(/\n|\|(?= )/)
      .map((line) => line.trim())
      .filter(Boolean),
  ),
);

/** The words of a command line: quotes group, as in a shell. */
const wordsOf = (line: string) =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));

const starting = (...begin: readonly string[]) =>
  commands.map(wordsOf).filter((words) => begin.every((word, index) => words[index] === word));

describe('the commands of deploying.md, runbook.md and moving-from-django.md', () => {
  it('are of the kinds that the tests check', () => {
    expect(commands.length).toBeGreaterThan(12);
    const others = commands.filter(
      (line) => !/^(SMOKE_PASSWORD='…' )?(npx cdk|npm run|aws|node -p|python manage.py dumpdata) /.test(line),
    );
    expect(others).toEqual([]);
  });
});

describe('npm run, as documented', () => {
  let aws: Listening;
  const folder = newFolder();
  let hits = 0;
  beforeAll(async () => {
    const server = createServer((request, response) => {
      hits += 1;
      request.resume();
      response.writeHead(400).end();
    });
    aws = await listen(server, 0);
    await writeFile(join(folder, 'users.json'), '[]');
  });
  afterAll(() => aws.stop());

  /** The values for the placeholders of the documents. */
  const meant = (word: string): string => {
    if (word === '<Url>') return aws.origin;
    if (word === 'users.json') return join(folder, word);
    // prod asks for alarmEmail, which a fresh cdk.json does not have.
    return word === 'prod' ? 'staging' : word;
  };

  const documented = commands
    .map((line) => line.replace(/^SMOKE_PASSWORD='…' /, ''))
    .filter((line) => line.startsWith('npm run '));

  it.each(documented)('%s: has valid options, so that it reaches AWS or the service', async (line) => {
    const [, , script = '', , ...given] = wordsOf(line);
    const [, file = ''] = /(bin\/[\w-]+\.ts)/.exec(scripts[script]) ?? [];
    const options = given.map(meant);
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: aws.origin,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    const before = hits;
    const stderr = await new Promise<string>((resolve) => {
      execFile(process.execPath, [join(root, file), ...options], { cwd: root, env }, (_error, _out, text) =>
        resolve(text),
      ).stdin?.end();
    });
    expect(stderr).not.toContain('see --help');
    expect(hits).toBeGreaterThan(before);
  });
});

/** Services without a client in node_modules: options as we know them; nobody has compared them with the AWS CLI. */
const otherServices: Readonly<Record<string, readonly string[]>> = {
  'backup create-backup-vault': ['backup-vault-name', 'backup-vault-tags', 'encryption-key-arn'],
  'backup update-region-settings': ['resource-type-opt-in-preference', 'resource-type-management-preference'],
  'service-quotas get-service-quota': ['service-code', 'quota-code', 'context-id'],
};

const clients: Readonly<Record<string, object>> = {
  cloudwatch,
  deploy: codedeploy,
  dynamodb,
  secretsmanager,
};
const globalOptions = ['query', 'output', 'region'];

const pascal = (text: string) =>
  text.replaceAll(/(?:^|-)(\w)/g, (_whole, letter: string) => letter.toUpperCase());
const kebab = (text: string) => text.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

/** The options of an operation: the members of its input in the SDK's schema. */
function optionsOf(service: string, operation: string): readonly string[] | undefined {
  const schema = Reflect.get(clients[service] ?? {}, `${pascal(operation)}$`);
  const [, , , , input] = Array.isArray(schema) ? schema : [];
  const schemaOfInput = typeof input === 'function' ? input() : input;
  return schemaOfInput?.[4].map(kebab) ?? otherServices[`${service} ${operation}`];
}

describe('aws, as documented', () => {
  it.each(starting('aws').map((words) => [words.join(' '), words] as const))(
    '%s: has an operation and options that AWS knows',
    (_line, [, service = '', operation = '', ...rest]) => {
      const known = optionsOf(service, operation);
      expect(known).toBeDefined();
      const used = rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
      const accepted = [...(known ?? []), ...globalOptions];
      expect(used.filter((option) => !accepted.includes(option))).toEqual([]);
      const json = rest.filter((word) => word.startsWith('{'));
      for (const text of json) expect(() => JSON.parse(text)).not.toThrow();
    },
  );
});
