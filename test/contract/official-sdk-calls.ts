import type { Result, RongCloud } from 'rongcloud-sdk';

/** The SDK changes its arguments, so each call has its own. */
const room = () => ({ id: '7' });
export const members = () => [{ id: 'u1' }, { id: 'u2' }];
export const message = {
  senderId: 'u1',
  targetId: '7',
  objectName: 'RC:TxtMsg',
  content: { content: 'hello' },
};
/** The calls of the SDK that the emulator answers, with the path that each goes to. */
export const sdkCalls: readonly (readonly [path: string, drive: (sdk: RongCloud) => Promise<Result>])[] = [
  ['user/getToken', ({ User }) => User.register({ id: 'u1', name: 'Li Lei', portrait: 'http://p/1.png' })],
  ['chatroom/create', ({ Chatroom }) => Chatroom.create([{ id: '8', name: 'room8' }])],
  ['chatroom/destroy', ({ Chatroom }) => Chatroom.destory({ id: '8' })],
  ['chatroom/destroy', ({ Chatroom }) => Chatroom.destroy({ id: '8' })],
  ['chatroom/user/query', ({ Chatroom }) => Chatroom.get({ id: '7', count: 500, order: 1 })],
  ['chatroom/users/exist', ({ Chatroom }) => Chatroom.isExist({ id: '7', members: members() })],
  ['chatroom/user/gag/add', ({ Chatroom }) => Chatroom.Gag.add({ ...room(), members: members(), minute: 5 })],
  ['chatroom/user/gag/rollback', ({ Chatroom }) => Chatroom.Gag.remove({ ...room(), members: members() })],
  ['chatroom/user/gag/list', ({ Chatroom }) => Chatroom.Gag.getList(room())],
  [
    'chatroom/user/block/add',
    ({ Chatroom }) => Chatroom.Block.add({ ...room(), members: members(), minute: 5 }),
  ],
  [
    'chatroom/user/block/rollback',
    ({ Chatroom }) => Chatroom.Block.remove({ ...room(), members: members() }),
  ],
  ['chatroom/user/block/list', ({ Chatroom }) => Chatroom.Block.getList(room())],

  ['message/chatroom/publish', ({ Message }) => Message.Chatroom.send({ ...message })],
];
