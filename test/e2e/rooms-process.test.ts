import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { fakeCloudFormation } from '../support/fake-cloud-formation.ts';
import { startLocalWorld } from '../support/world.ts';

it('npm run rooms writes the attendance of a deployed stack, whose outputs name its tables', async () => {
  const world = await startLocalWorld({ sendsCallbacks: true });
  onTestFinished(() => world.stop());
  const cloudFormation = await fakeCloudFormation({
    UsersTable: localTableName('users'),
    AttemptsTable: localTableName('attempts'),
    AttendanceTable: localTableName('attendance'),
    ChatroomsTable: localTableName('chatrooms'),
    TimeZone: 'Asia/Tokyo',
  });
  onTestFinished(() => cloudFormation.stop());
  world.emulator.join('student1', '2');
  await world.emulator.callbacksSent();

  const rooms = promisify(execFile)(
    process.execPath,
    [
      join(import.meta.dirname, '../../bin/rooms.ts'),
      ...'attendance 2 --stack school --region local'.split(' '),
    ],
    {
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.origin,
        AWS_ENDPOINT_URL_DYNAMODB: world.service.runtime.environment.AWS_ENDPOINT_URL_DYNAMODB,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    },
  );
  const { stdout } = await rooms;
  const inTokyo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short' });
  const [head, line] = stdout.split('\r\n');
  expect(head).toBe('\uFEFFusername,first,last,seconds,visits,present');
  expect(line).toMatch(
    new RegExp(`^student1,${inTokyo.format(world.service.runtime.clock.now())} .*,1,yes$`),
  );
});
