import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeForm } from '../../../functions/rongcloud/call.ts';

it('repeats the parameter of a list and leaves out what is undefined', () => {
  const form = { userId: ['u1', 'u2'], minute: 5, needNotify: true, extra: undefined };
  expect(encodeForm(form)).toBe('userId=u1&userId=u2&minute=5&needNotify=true');
});

it('encodes any text, so that no part of it becomes another parameter', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(text, fc.array(text), (name, userId) => {
      const read = new URLSearchParams(encodeForm({ name, userId }));
      expect([...read]).toEqual([['name', name], ...userId.map((id) => ['userId', id])]);
    }),
  );
});
