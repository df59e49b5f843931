import { expect, it } from 'vitest';
import { chatroomAnnounce } from '../../../functions/contract/endpoints/chatroom-announce.ts';
import { chatroomAssistants } from '../../../functions/contract/endpoints/chatroom-assistants.ts';
import { chatroomCreate } from '../../../functions/contract/endpoints/chatroom-create.ts';
import { chatroomQuery } from '../../../functions/contract/endpoints/chatroom-query.ts';
import { credentials, type Parameter, unreadableText } from '../../../functions/contract/parameters.ts';

const { text } = chatroomAnnounce.parameters;
const { assistants } = chatroomAssistants.parameters;
const { password, username } = credentials;

const told = (parameter: Parameter, value: string) => unreadableText(value, parameter)?.en;
const without = (codePoint: string) => `without the invisible character ${codePoint}`;
const notUtf8 = 'text in UTF-8, percent-encoded in a URL or a form';

it.each<[string, Parameter, string, string]>([
  ['a vertical tab, as slides have, in an announcement', text, 'one\u000btwo', 'U+000B'],
  ['an unpaired surrogate in an announcement', text, '\ud83d', 'U+D83D'],
  ['a zero-width space in a list', assistants, 'student1,stu\u200bdent2', 'U+200B'],
  ['an escape in a JSON list', assistants, '["student1",\n"stu\\u202edent2"]', 'U+202E'],
  ['a line break in a list', assistants, 'student1,stu\ndent2', 'U+000A'],
  ['an unpaired surrogate in a password', password, 'a\ud800', 'U+D800'],
  ['a NUL in a username', username, 'a\0b', 'U+0000'],
])('names %s', (_what, parameter, value, codePoint) => {
  expect(told(parameter, value)).toBe(without(codePoint));
});

it.each<[string, Parameter, string]>([
  ['an announcement', text, '\uFFFD\uFFFD'],
  ['a list', assistants, 'student1,\uFFFD'],
  ['a JSON list', assistants, '["\\ufffd"]'],
  ['a password', password, '\uFFFD'],
  ['a number', chatroomQuery.parameters.id, '\uFFFD'],
])('tells that %s is not UTF-8', (_what, parameter, value) => {
  expect(told(parameter, value)).toBe(notUtf8);
});

it.each<[string, Parameter, string]>([
  ['a name that is too long', chatroomCreate.parameters.name, 'x'.repeat(65)],
  ['an announcement that is too long, with line breaks and tabs', text, 'a\tb\r\n'.repeat(300)],
  ['a password that is too long', password, '\u0000\u200b'.repeat(100)],
  ['a list that is too long', assistants, 'abcdefghijk'.split('').join(',')],
  ['a list of something else', assistants, '[null,\n[1]]'],
  ['a broken JSON list', assistants, '["a",\n'],
  ['an emoji sequence that is too long', chatroomCreate.parameters.name, '👩‍🏫❤️'.repeat(30)],
])('finds no fault of that kind in %s', (_what, parameter, value) => {
  expect(told(parameter, value)).toBeUndefined();
});
