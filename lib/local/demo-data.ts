import { hashPassword } from '../../functions/auth/passwords/password.ts';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import type { Role } from '../../functions/contract/settings.ts';
import { userStore } from '../../functions/dynamodb/users.ts';
import type { Deps } from '../../functions/platform/deps.ts';

const demoUsers: readonly { username: string; role: Role }[] = [
  { username: 'student1', role: 'student' },
  { username: 'teacher1', role: 'teacher' },
];
const demoPassword = '123456';

/** Rooms of teacher1, so that the example that creates one is answered with 7. */
const demoRooms = 6;
const storeWithinMs = 5_000;

/** Stores what the contract's example URLs need, through a service that answers at `origin`. */
export async function addDemoData(deps: Deps, origin: string): Promise<void> {
  const users = userStore(deps);
  const deadlineAt = deps.clock.now() + storeWithinMs;
  for (const { username, role } of demoUsers) {
    await users.add(
      {
        username,
        role,
        passwordHash: await hashPassword(deps, demoPassword),
        rongCloudUserId: rongCloudUserId(username),
        isDisabled: false,
        createdAt: new Date(deps.clock.now()).toISOString(),
      },
      deadlineAt,
    );
  }
  for (let number = 1; number <= demoRooms; number += 1) await addRoom(origin, `demo${number}`);
}

/** Creates a room as an app does: by a call to the running service. */
async function addRoom(origin: string, name: string): Promise<void> {
  const body = new URLSearchParams({ username: 'teacher1', password: demoPassword, live_id: '1', name });
  const response = await fetch(`${origin}/im/chatroom_create/`, { method: 'POST', body });
  if (!response.ok) throw new Error(`the demo chatrooms cannot be created: ${await response.text()}`);
}
