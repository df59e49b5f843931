import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KillWorld, startKillWorld } from './kill-world.ts';
import { createsAndDestroys } from './scenarios/creates-and-destroys.ts';
import { joins } from './scenarios/joins.ts';
import { reconciles } from './scenarios/reconciles.ts';
import { type SourceStep, stepsInSource } from './source-steps.ts';

const notLookedAt = [
  // What all endpoints have in common, the login above all, changes no room; how it fails is held by other tests.
  'functions/http/endpoint.ts',
  // Sends what it is handed; whoever hands it over is found. One of its two ways is the login's alone.
  'functions/dynamodb/client.ts',
];

/** TypeScript reads the source, and two processes start, on a machine that may have other things to do. */
const timeoutMs = 60_000;

describe('the steps of create, join, destroy and reconcile', () => {
  let steps: readonly SourceStep[];
  let world: KillWorld;
  beforeAll(async () => {
    steps = stepsInSource({
      entries: [
        'functions/chatroom-create.ts',
        'functions/chatroom-join.ts',
        'functions/chatroom-destroy.ts',
        'functions/reconcile.ts',
      ],
      without: notLookedAt,
    });
    world = await startKillWorld({ marked: steps });
  }, timeoutMs);
  afterAll(() => world.stop());

  it(
    'are each taken in a scenario, at each of whose calls the service is killed',
    async () => {
      const taken = new Set<string>();
      for (const { name, prepare, run, retry } of [...createsAndDestroys, ...joins, ...reconciles]) {
        const id = await prepare(world, name);
        for (const step of await world.stepsOf(() => run(world, { name, id }))) taken.add(step);
        await retry(world, { name, id });
      }
      expect(steps.map(({ name }) => name).filter((name) => !taken.has(name))).toEqual([]);
    },
    timeoutMs,
  );

  it('are found in the source, also where nothing comes', () => {
    const planted = [
      "import type { Deps } from './platform/deps.ts';",
      "import { chatroomStore } from './dynamodb/chatrooms.ts';",
      '',
      'export async function planted(deps: Deps, isRare: boolean, deadlineAt: number) {',
      '  const { find: look, countLiving } = chatroomStore(deps);',
      '  if (isRare) await look(1, deadlineAt);',
      '  return () => countLiving("teacher1", 500, deadlineAt);',
      '}',
    ];
    const found = stepsInSource({
      entries: ['functions/planted.ts'],
      without: ['functions/dynamodb/chatrooms.ts'],
      texts: { 'functions/planted.ts': planted.join('\n') },
    });
    expect(found.map(({ name }) => name)).toEqual([
      'functions/planted.ts:6 look',
      'functions/planted.ts:7 countLiving',
    ]);
  });
});
