import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { fakeCloudFormation } from '../support/fake-cloud-formation.ts';
import { startTestService } from '../support/test-service.ts';

const head = '\uFEFFusername,first,last,seconds,visits,present';

/** A deployed stack, whose outputs name its tables, and `npm run rooms` on it. */
async function startStack({ sendsCallbacks }: { readonly sendsCallbacks: boolean }) {
  const service = await startTestService({ sendsCallbacks });
  onTestFinished(() => service.stop());
  const cloudFormation = await fakeCloudFormation({
    UsersTable: localTableName('users'),
    AttemptsTable: localTableName('attempts'),
    AttendanceTable: localTableName('attendance'),
    ChatroomsTable: localTableName('chatrooms'),
    TimeZone: 'Asia/Tokyo',
  });
  onTestFinished(() => cloudFormation.stop());
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.origin,
    AWS_ENDPOINT_URL_DYNAMODB: service.deps.environment.AWS_ENDPOINT_URL_DYNAMODB,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const options = '--stack school --region local'.split(' ');
  const rooms = (...args: readonly string[]) =>
    promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, '../../bin/rooms.ts'), ...args, ...options],
      { env },
    );
  return { service, rooms };
}

it('npm run rooms writes the attendance of a deployed stack, whose outputs name its tables', async () => {
  const { service, rooms } = await startStack({ sendsCallbacks: true });
  service.emulator.join('student1', '2');
  await service.emulator.callbacksSent();
  const { stdout, stderr } = await rooms('attendance', '2');
  const inTokyo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short' });
  const [first, line] = stdout.split('\r\n');
  expect(first).toBe(head);
  expect(line).toMatch(new RegExp(`^student1,${inTokyo.format(service.deps.clock.now())} .*,1,yes$`));
  expect(stderr).not.toContain('incomplete');
});

it('npm run rooms warns beside the CSV if callbacks are missing', async () => {
  const { rooms } = await startStack({ sendsCallbacks: false });
  const { stdout, stderr } = await rooms('attendance', '2');
  expect(stdout).toBe(`${head}\r\n`);
  expect(stderr).toContain('This attendance is incomplete: callbacks of RongCloud are missing.\n');
});
