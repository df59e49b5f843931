import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { endpoints } from '../../functions/endpoints.ts';
import { usage } from '../../lib/cloud/costs.ts';
import { type ArtefactWorld, startArtefactWorld } from '../support/artefact-world.ts';
import type { AwsCall } from '../support/checked-aws.ts';
import { synthesizeWhole } from '../support/cloud-assembly.ts';

vi.setConfig({ hookTimeout: 60_000, testTimeout: 60_000 });

/** Such as `UpdateItem chatrooms`; of a batch once for each item. */
function operationsOf({ needs, body }: AwsCall): string[] {
  return needs.flatMap(({ action, resource }) => {
    const [, table = ''] = /:table\/Tables([a-z]+)\w{8}/.exec(resource) ?? [];
    const operation = `${action.replace('dynamodb:', '')} ${table}`;
    const request = Object.entries(Object(body.RequestItems)).find(([name]) => resource.endsWith(name));
    return request === undefined ? [operation] : Object(request[1]).Keys.map(() => operation);
  });
}

const counted = (operations: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(operations, (one) => one)].map(([one, { length }]) => [one, length]));

describe('what a warm call takes', () => {
  let world: ArtefactWorld;
  beforeAll(async () => {
    world = await startArtefactWorld(await synthesizeWhole({}));
  });
  afterAll(() => world.stop());

  const post = (name: keyof typeof usage, parameters: Readonly<Record<string, string>>) =>
    world.call(endpoints[name].path, {
      method: 'POST',
      body: new URLSearchParams({ username: 'teacher1', password: '123456', ...parameters }),
    });

  it.each<[keyof typeof usage, Record<string, string>, Record<string, string>]>([
    ['user-get-token', {}, {}],
    ['chatroom-create', { live_id: '1', name: 'first' }, { live_id: '1', name: 'second' }],
    ['chatroom-join', { id: '2' }, { id: '2' }],
    ['chatroom-query', { id: '2' }, { id: '2' }],
    ['chatroom-destroy', { id: '3' }, { id: '4' }],
  ])('%s: as many operations as it is priced with', async (name, warmUp, measured) => {
    await post(name, warmUp);
    world.calls.length = 0;
    const upstreamBefore = world.emulator.calls.length;
    expect((await post(name, measured)).status).toBe(200);
    expect({
      operations: counted(world.calls.flatMap(operationsOf)),
      rongCloudCalls: world.emulator.calls.length - upstreamBefore,
    }).toEqual({ operations: usage[name].operations, rongCloudCalls: usage[name].rongCloudCalls });
  });
});
