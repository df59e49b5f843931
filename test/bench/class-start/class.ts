import { rongCloudUserId } from '../../../functions/auth/rongcloud-user-id.ts';
import type { EndpointName } from '../../../functions/contract/endpoints.ts';
import { password, userItems } from '../../faults/accounts.ts';
import { seededRandom } from '../../faults/seeded-random.ts';
import type { Snapshot } from '../../faults/simulation/dynamodb.ts';
import type { Query } from '../../support/gateway-call.ts';
import { EventClock } from './event-clock.ts';
import type { Scenario } from './scenarios.ts';
import { type Service, simulateService } from './service.ts';

const firstDayAt = Date.UTC(2026, 0, 5, 1, 0, 0);
const hourMs = 3_600_000;
/** After the first day's class. */
const laterMs: Readonly<Record<Scenario['day'], number>> = { first: 0, same: 2 * hourMs, next: 25 * hourMs };

/** From an app that was refused to its next call in the gateway. */
const appRoundTripMs = 50;
const pollForMs = 60_000;
const maxTries = { never: 1, 'at once': 4, 'after Retry-After': 10 } as const;
const mistypes = { share: 0.1, againAfterMs: 3_000 };

/** One call of a pupil, from the first try to the last. */
export interface CallResult {
  readonly name: EndpointName;
  readonly isSuccess: boolean;
  readonly ms: number;
  /** Since the class's start. */
  readonly endedAtMs: number;
}

const nameOf = (pupil: number) => `pupil${pupil}`;

/** Private addresses of one network, or one for each pupil. */
const addressOf = (pupil: number, { addresses }: Scenario) =>
  addresses === 'one' ? '203.0.113.7' : `10.${pupil >> 16}.${(pupil >> 8) & 255}.${pupil & 255}`;

/** The tables before the first day: the accounts, and nothing else. */
export function accountsOf(pupils: number): Snapshot {
  const [example] = userItems;
  const items = Array.from({ length: pupils }, (_none, pupil) => {
    const username = nameOf(pupil);
    return { ...example, username, rongCloudUserId: rongCloudUserId(username), role: 'student' };
  });
  const users = [...userItems, ...items].map((item) => [item.username, item] as const);
  return new Map([['users', new Map(users)]]);
}

export interface ClassResult {
  readonly calls: readonly CallResult[];
  readonly service: Service;
  readonly after: Snapshot;
}

/** A class of pupils, each of whom gets a token, joins and looks the chatroom up. */
export async function holdClass(scenario: Scenario, before: Snapshot): Promise<ClassResult> {
  const startAt = firstDayAt + laterMs[scenario.day];
  const clock = new EventClock(startAt);
  const random = seededRandom(2);
  const service = simulateService(clock, scenario, before);
  const calls: CallResult[] = [];

  const teacher = { username: 'teacher1', password };
  const lesson = { ...teacher, live_id: '1', name: scenario.name };
  const room = JSON.parse(
    (await clock.runUntil(service.call('chatroom-create', lesson, '198.51.100.1'))).body,
  );
  const beganAt = clock.now();

  const callUntilDone = async (name: EndpointName, query: Query, address: string) => {
    const firstAt = clock.now();
    for (let tries = 1; ; tries += 1) {
      const { statusCode, headers } = await service.call(name, query, address);
      const retryAfter = headers['retry-after'];
      const isSuccess = statusCode === 200;
      if (isSuccess || retryAfter === undefined || tries >= maxTries[scenario.retries]) {
        calls.push({ name, isSuccess, ms: clock.now() - firstAt, endedAtMs: clock.now() - beganAt });
        return;
      }
      const waitMs = scenario.retries === 'at once' ? 0 : Number(retryAfter) * 1_000;
      await clock.pause(appRoundTripMs + waitMs);
    }
  };

  const attend = async (pupil: number) => {
    const account = { username: nameOf(pupil), password };
    const address = addressOf(pupil, scenario);
    const isMistyped = scenario.day === 'first' && random() < mistypes.share;
    await clock.pause(random() * scenario.withinMs);
    if (isMistyped) {
      await service.call('user-get-token', { ...account, password: 'mistyped' }, address);
      await clock.pause(mistypes.againAfterMs);
    }
    await callUntilDone('user-get-token', account, address);
    await callUntilDone('chatroom-join', { ...account, id: room.id }, address);
    await callUntilDone('chatroom-query', { ...account, id: room.id }, address);
    const { pollsEveryMs = Number.POSITIVE_INFINITY } = scenario;
    for (let polledMs = 0; polledMs + pollsEveryMs <= pollForMs; polledMs += pollsEveryMs) {
      await clock.pause(pollsEveryMs);
      await callUntilDone('chatroom-members', { ...account, id: room.id, limit: 0 }, address);
    }
  };
  await clock.runUntil(Promise.all(Array.from({ length: scenario.pupils }, (_none, pupil) => attend(pupil))));
  return { calls, service, after: service.snapshot() };
}
