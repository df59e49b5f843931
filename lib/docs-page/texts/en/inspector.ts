/** The texts of the local state inspector's script in English. Every other language has the same ones. */
export const inspector = {
  locale: 'en-GB',
  separator: ', ',
  active: 'active',
  lost: 'lost by RongCloud',
  destroying: 'destroying',
  destroyed: 'destroyed',
  empty: 'empty',
  roles: { student: 'student', teacher: 'teacher', admin: 'admin' },
  disabled: 'disabled',
  online: 'online',
  noReply: 'no reply',
  total: (first: number, total: number) => `${first} of ${total}`,
  serviceLost: 'The service does not respond. The lists show its last state. Start it with: npm start',
  appJoins: 'App joins',
  rongCloudLoses: 'RongCloud loses it',
  ofChatroom: (action: string, id: number) => `${action}: chatroom ${id}`,
  joined: (name: string, id: number) => `${name} is in the chatroom (chatroom ${id}).`,
  blocked: (name: string, id: number) => `${name} is blocked from the chatroom (chatroom ${id}).`,
  noSuchRoom: (name: string, id: number) =>
    `${name} was refused by RongCloud: no such chatroom (chatroom ${id}).`,
  refused: (name: string, id: number, code: number) => `${name} was refused with ${code} (chatroom ${id}).`,
  hasLost: (id: number) => `RongCloud has lost chatroom ${id}.`,
};

export type InspectorTexts = typeof inspector;
