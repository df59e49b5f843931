import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Result, RongCloud } from 'rongcloud-sdk';

/** The SDK changes what it is given, so each call makes its own. */
const room = () => ({ id: '7' });
export const members = () => [{ id: 'u1' }, { id: 'u2' }];
export const message = {
  senderId: 'u1',
  targetId: '7',
  objectName: 'RC:TxtMsg',
  content: { content: 'hello' },
};
const template = () => ({
  senderId: 'u1',
  objectName: 'RC:TxtMsg',
  template: { content: '{name}' },
  content: { u2: { data: { '{name}': 'Li' }, push: 'hello', pushData: '' } },
});
const recalled = { senderId: 'u1', targetId: 'u2', uId: 'AAAA-BBBB-CCCC-DDDD', sentTime: '1767578400000' };

/** Every call that the SDK has for users, chatrooms and their messages, with the path that it goes to. */
export const sdkCalls: readonly (readonly [path: string, drive: (sdk: RongCloud) => Promise<Result>])[] = [
  ['user/getToken', ({ User }) => User.register({ id: 'u1', name: 'Li Lei', portrait: 'http://p/1.png' })],
  ['user/refresh', ({ User }) => User.update({ id: 'u1', name: 'Li Lei', portrait: 'http://p/2.png' })],
  ['user/block', ({ User }) => User.Block.add({ id: 'u1', minute: 5 })],
  ['user/unblock', ({ User }) => User.Block.remove({ id: 'u1' })],
  ['user/block/query', ({ User }) => User.Block.getList()],
  ['user/blacklist/add', ({ User }) => User.Blacklist.add({ id: 'u1', blacklist: [{ id: 'u2' }] })],
  ['user/blacklist/remove', ({ User }) => User.Blacklist.remove({ id: 'u1', blacklist: [{ id: 'u2' }] })],
  ['user/blacklist/query', ({ User }) => User.Blacklist.getList({ id: 'u1' })],
  ['user/checkOnline', ({ User }) => User.OnlineStatus.get({ id: 'u1' })],
  ['user/tag/set', ({ User }) => User.Tag.set({ id: 'u1', tags: ['grade 3'] })],
  ['user/tag/set', ({ User }) => User.Tag.remove({ id: 'u1' })],
  ['user/tag/batch/set', ({ User }) => User.Tag.batchSet({ users: [{ id: 'u1' }], tags: ['grade 3'] })],
  ['user/tag/batch/set', ({ User }) => User.Tag.batchRemove({ users: [{ id: 'u1' }] })],
  ['user/tags/get', ({ User }) => User.Tag.getList([{ id: 'u1' }])],

  ['chatroom/create', ({ Chatroom }) => Chatroom.create([{ id: '8', name: 'room8' }])],
  ['chatroom/destroy', ({ Chatroom }) => Chatroom.destory({ id: '8' })],
  ['chatroom/destroy', ({ Chatroom }) => Chatroom.destroy({ id: '8' })],
  ['chatroom/user/query', ({ Chatroom }) => Chatroom.get({ id: '7', count: 500, order: 1 })],
  ['chatroom/users/exist', ({ Chatroom }) => Chatroom.isExist({ id: '7', members: members() })],
  ['chatroom/user/gag/add', ({ Chatroom }) => Chatroom.Gag.add({ ...room(), members: members(), minute: 5 })],
  ['chatroom/user/gag/rollback', ({ Chatroom }) => Chatroom.Gag.remove({ ...room(), members: members() })],
  ['chatroom/user/gag/list', ({ Chatroom }) => Chatroom.Gag.getList(room())],
  ['chatroom/user/ban/add', ({ Chatroom }) => Chatroom.Ban.add({ members: members(), minute: 5 })],
  ['chatroom/user/ban/remove', ({ Chatroom }) => Chatroom.Ban.remove({ members: members() })],
  ['chatroom/user/ban/query', ({ Chatroom }) => Chatroom.Ban.getList()],
  [
    'chatroom/user/block/add',
    ({ Chatroom }) => Chatroom.Block.add({ ...room(), members: members(), minute: 5 }),
  ],
  [
    'chatroom/user/block/rollback',
    ({ Chatroom }) => Chatroom.Block.remove({ ...room(), members: members() }),
  ],
  ['chatroom/user/block/list', ({ Chatroom }) => Chatroom.Block.getList(room())],
  ['chatroom/keepalive/add', ({ Chatroom }) => Chatroom.KeepAlive.add(room())],
  ['chatroom/keepalive/query', ({ Chatroom }) => Chatroom.KeepAlive.getList()],
  ['chatroom/keepalive/remove', ({ Chatroom }) => Chatroom.KeepAlive.remove(room())],
  ['chatroom/message/priority/add', ({ Chatroom }) => Chatroom.Demotion.add({ msgs: ['RC:VcMsg'] })],
  ['chatroom/message/priority/remove', ({ Chatroom }) => Chatroom.Demotion.remove({ msgs: ['RC:VcMsg'] })],
  ['chatroom/message/priority/query', ({ Chatroom }) => Chatroom.Demotion.getList()],
  ['chatroom/message/stopDistribution', ({ Chatroom }) => Chatroom.Distribute.stop(room())],
  ['chatroom/message/resumeDistribution', ({ Chatroom }) => Chatroom.Distribute.resume(room())],
  [
    'chatroom/user/whitelist/add',
    ({ Chatroom }) => Chatroom.Whitelist.User.add({ ...room(), members: members() }),
  ],
  [
    'chatroom/user/whitelist/remove',
    ({ Chatroom }) => Chatroom.Whitelist.User.remove({ ...room(), members: members() }),
  ],
  ['chatroom/user/whitelist/query', ({ Chatroom }) => Chatroom.Whitelist.User.getList(room())],
  ['chatroom/whitelist/add', ({ Chatroom }) => Chatroom.Whitelist.Message.add({ msgs: ['RC:TxtMsg'] })],
  ['chatroom/whitelist/delete', ({ Chatroom }) => Chatroom.Whitelist.Message.remove({ msgs: ['RC:TxtMsg'] })],
  ['chatroom/whitelist/query', ({ Chatroom }) => Chatroom.Whitelist.Message.getList()],

  ['message/chatroom/publish', ({ Message }) => Message.Chatroom.send({ ...message })],
  ['message/chatroom/broadcast', ({ Message }) => Message.Chatroom.broadcast({ ...message })],
  ['message/private/publish', ({ Message }) => Message.Private.send({ ...message, targetId: 'u2' })],
  ['message/private/publish_template', ({ Message }) => Message.Private.sendTemplate(template())],
  ['message/recall', ({ Message }) => Message.Private.recall({ ...recalled })],
  ['message/system/publish', ({ Message }) => Message.System.send({ ...message, targetId: 'u2' })],
  ['message/system/publish_template', ({ Message }) => Message.System.sendTemplate(template())],
  ['message/broadcast', ({ Message }) => Message.System.broadcast({ ...message })],
  ['message/history', ({ Message }) => Message.History.get({ date: '2026010510' })],
  ['message/history/delete', ({ Message }) => Message.History.remove({ date: '2026010510' })],
];

/** The paths that its own files name for the same families of calls. */
export function pathsOfSdk(): string[] {
  const sdk = dirname(createRequire(import.meta.url).resolve('rongcloud-sdk'));
  const families = ['user', 'user/block', 'user/blacklist', 'user/online-status', 'user/tag', 'chatroom'];
  const moderation = ['ban', 'block', 'demotion', 'distribute', 'gag', 'keepalive'].map(
    (n) => `chatroom/${n}`,
  );
  const messages = ['chatroom', 'private', 'system', 'history'].map((name) => `message/${name}`);
  const files = [
    ...[...families, ...moderation, ...messages].map((family) => `${family}/api.json`),
    'chatroom/whitelist/user-api.json',
    'chatroom/whitelist/message-api.json',
  ];
  const urls = files.flatMap((file) =>
    Object.values(JSON.parse(readFileSync(join(sdk, 'lib', file), 'utf8'))).map(
      (one) => (one as { url: string }).url,
    ),
  );
  return [...new Set(urls)];
}
