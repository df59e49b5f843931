import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type ScanCommand,
  type UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { UserDirectory } from '../../../lib/users/directory.ts';
import type { AccountTables } from '../../../lib/users/tables.ts';

const user = (username: string, passwordHash = '$argon2id$1') => ({
  username,
  passwordHash,
  role: 'student' as const,
  isDisabled: false,
  rongCloudUserId: username,
  createdAt: '2026-01-05T02:00:00.000Z',
});

type Command = DeleteCommand | GetCommand | PutCommand | ScanCommand | UpdateCommand;

/** A directory over a client that answers each command with what `answer` gives. */
function setup(answer: (command: Command) => unknown) {
  const sent: Command[] = [];
  // The SDK's paginator accepts only a client of its own class.
  const client = Object.assign(DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'local' })), {
    send: async (command: Command) => {
      sent.push(command);
      return answer(command);
    },
  });
  const tables = { client, tableName: String } as unknown as AccountTables;
  return { directory: new UserDirectory(tables), sent };
}

const conditionFailed = () => {
  throw Object.assign(new Error('The conditional request failed'), {
    name: 'ConditionalCheckFailedException',
  });
};

describe('userDirectory', () => {
  it('lists every page of a scan', async () => {
    const pages = [
      { Items: [user('ann')], LastEvaluatedKey: { username: 'ann' } },
      { Items: [], LastEvaluatedKey: { username: 'b' } },
      { Items: [user('cid')] },
    ];
    const startKeys: unknown[] = [];
    const { directory } = setup((command) => {
      startKeys.push((command as ScanCommand).input.ExclusiveStartKey);
      return pages.shift();
    });
    const names: string[] = [];
    for await (const { username } of directory.list()) names.push(username);
    expect(names).toEqual(['ann', 'cid']);
    expect(startKeys).toEqual([undefined, { username: 'ann' }, { username: 'b' }]);
  });

  it('adds a user only if the name is free', async () => {
    const { directory, sent } = setup((command) =>
      command instanceof PutCommand ? conditionFailed() : { Item: user('ann', '$argon2id$2') },
    );
    expect(await directory.add(user('ann'))).toBe(false);
    expect(sent[0]?.input).toMatchObject({ ConditionExpression: 'attribute_not_exists(username)' });
  });

  it('counts a user as added if the SDK’s retry fails its own condition', async () => {
    const { directory } = setup((command) =>
      command instanceof PutCommand ? conditionFailed() : { Item: user('ann') },
    );
    expect(await directory.add(user('ann'))).toBe(true);
  });

  it('never replaces a recorded cost by a cheaper one', async () => {
    const { directory, sent } = setup(() => conditionFailed());
    await directory.noteImportedHash({ kind: 'pbkdf2_sha256', work: 10, dummyHash: 'pbkdf2_sha256$10$s$x' });
    expect(sent[0]?.input).toMatchObject({
      ConditionExpression: 'attribute_not_exists(#work) OR #work < :work',
      ExpressionAttributeValues: { ':work': 10 },
    });
  });

  it('removes a user’s attendance first, so that an interrupted removal can be repeated', async () => {
    const { directory, sent } = setup((command) => {
      if (command instanceof DeleteCommand) throw new Error('interrupted');
      return command instanceof GetCommand
        ? { Item: user('ann') }
        : { Items: [{ roomPart: '2.0', event: 'ann 1767578400000 joined' }] };
    });
    await expect(directory.remove('ann')).rejects.toThrow('interrupted');
    expect(sent.at(-1)?.input).toEqual({
      TableName: 'attendance',
      Key: { roomPart: '2.0', event: 'ann 1767578400000 joined' },
    });
  });

  it('names a row that is not in our format', async () => {
    const { directory } = setup(() => ({ Item: { username: 'ann', role: 'emperor' } }));
    await expect(directory.find('ann')).rejects.toThrow(
      'the row of "ann" in the users table is malformed; repair or delete it',
    );
  });

  it('needs the permissions that docs/accounts.md names', async () => {
    const { directory, sent } = setup((command) =>
      command instanceof GetCommand
        ? { Item: user('ann') }
        : { Items: [{ roomPart: '2.0', event: 'ann 1 left' }] },
    );
    await directory.find('ann');
    await directory
      .list()
      .next()
      .catch(() => {});
    await directory.add(user('ann'));
    await directory.change('ann', { attribute: 'role', value: 'admin' });
    await directory.remove('ann');
    await directory.importedHashes();
    await directory.noteImportedHash({ kind: 'pbkdf2_sha256', work: 10, dummyHash: 'x' });
    const used = sent.map(
      (command) => `${command.input.TableName} ${command.constructor.name.replace('Command', '')}`,
    );
    const operations: Readonly<Record<string, string>> = {
      GetItem: 'Get',
      PutItem: 'Put',
      UpdateItem: 'Update',
      DeleteItem: 'Delete',
      Scan: 'Scan',
    };
    const text = readFileSync(join(import.meta.dirname, '../../../docs/accounts.md'), 'utf8');
    const named = [...text.matchAll(/on the (\w+) table ((?:`\w+`(?:, )?)+)/g)].flatMap(
      ([, table, list = '']) =>
        [...list.matchAll(/\w+/g)].map(([action]) => `${table} ${operations[action]}`),
    );
    expect(named.toSorted()).toEqual([...new Set(used)].toSorted());
  });
});
