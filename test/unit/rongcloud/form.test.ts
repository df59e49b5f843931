import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeForm } from '../../../functions/rongcloud/call.ts';

it('repeats the parameter of a list and leaves out what is undefined', () => {
  const form = { userId: ['u1', 'u2'], minute: 5, needNotify: true, extra: undefined };
  expect(encodeForm(form)).toBe('userId=u1&userId=u2&minute=5&needNotify=true');
});

it('is empty text for a call without parameters', () => {
  expect(encodeForm({})).toBe('');
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

it.each(['x&chatroom[999]=pwn', 'x%26userId%3Dadmin', 'a+b c=d;e', '直播间 😀'])(
  'sends %s unchanged',
  (name) => {
    expect([...new URLSearchParams(encodeForm({ name }))]).toEqual([['name', name]]);
  },
);
