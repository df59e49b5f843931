import { describe, expect, it } from 'vitest';
import { rongCloudUserId } from '../../../functions/auth/rongcloud-user-id.ts';
import { partOf } from '../../../functions/dynamodb/attendance.ts';

const shares = (name: (pupil: number) => string) => {
  const counts = [0, 0, 0, 0];
  for (let pupil = 0; pupil < 10_000; pupil += 1) {
    const part = partOf(rongCloudUserId(name(pupil)));
    counts[part] = Number(counts[part]) + 1;
  }
  return counts.map((count) => count / 10_000);
};

describe('the partitions of a chatroom’s attendance', () => {
  it.each<[string, (pupil: number) => string]>([
    ['numbered names', (pupil) => `pupil${pupil}`],
    ['numbers of one length', (pupil) => String(20_260_000 + pupil)],
    ['even numbers alone', (pupil) => `s${2 * pupil}`],
    ['names that RongCloud does not allow', (pupil) => `学生${pupil}`],
  ])('share %s evenly', (_names, name) => {
    for (const share of shares(name)) expect(share).toBeCloseTo(0.25, 1);
  });
});
