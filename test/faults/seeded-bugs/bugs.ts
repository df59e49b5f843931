import { controlBugs } from './control-bugs.ts';

/** A line of the product made wrong. It occurs exactly once in its file. */
export interface SeededBug {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Bugs of real services; the harness must catch every one. */
export const seededBugs: readonly SeededBug[] = [
  {
    name: 'a login whose place was taken and whose reply was lost is refused',
    file: 'functions/auth/login-throttle.ts',
    find: 'for (const name of itemNames) if (items[name].inProgress.includes(id)) held.add(name);',
    replace: '',
  },
  {
    name: 'an attempt takes no place before its check',
    file: 'functions/dynamodb/attempt-update.ts',
    find: "'(attribute_not_exists(#inProgress) OR size(#inProgress) < :room)'",
    replace: "'(attribute_not_exists(#inProgress) OR :room = :room)'",
  },
  {
    name: 'the next id is the last one and one more, read and then written',
    file: 'functions/dynamodb/chatroom-ids.ts',
    find: 'const result = handedOut.safeParse(await table.update({ counter }, next, deadlineAt));',
    replace:
      'const last = Number((await table.get({ counter }, deadlineAt))?.last ?? 0) + 1; await table.put({ counter, last }, { condition: "attribute_not_exists(#nothing)" }, deadlineAt); const result = handedOut.safeParse({ last });',
  },
  {
    name: 'a new room overwrites the row that is there',
    file: 'functions/dynamodb/chatrooms.ts',
    find: "const isFree = { condition: 'attribute_not_exists(#chatroomId)' };",
    replace: "const isFree = { condition: 'attribute_not_exists(#nothing)' };",
  },
  {
    name: 'a row whose reply was lost counts as another’s',
    file: 'functions/dynamodb/chatrooms.ts',
    find: 'return chatroom.parse(isOurs ? row : await this.find(room.chatroomId, deadlineAt));',
    replace: "if (!isOurs) throw new Error('taken'); return chatroom.parse(row);",
  },
  {
    name: 'no look at the idempotency record after a lost reply',
    file: 'functions/dynamodb/idempotency-records.ts',
    find: 'return idempotencyRecord.parse(await find(key, deadlineAt));',
    replace: "throw new Error('recorded by another');",
  },
  {
    name: 'no look at the row after a lost reply: begin of a check',
    file: 'functions/dynamodb/chatroom-transitions.ts',
    find: 'isDone: (row, { token }) => row.checkToken === token,',
    replace: '',
  },
  {
    name: 'no look at the row after a lost reply: end of a recreation',
    file: 'functions/rooms/ensure-alive.ts',
    find: 'if (row.checkToken !== token) return;',
    replace: "if (row.checkToken !== token) throw new Error('another call has the lease');",
  },
  {
    name: 'two creates at once are both recorded',
    file: 'functions/dynamodb/idempotency-records.ts',
    find: "condition: 'attribute_not_exists(#creation) OR #createToken = :instead',",
    replace: "condition: 'attribute_not_exists(#nothing) OR #createToken = :instead',",
  },
  {
    name: 'an older record is replaced whoever replaced it before',
    file: 'functions/dynamodb/idempotency-records.ts',
    find: "condition: 'attribute_not_exists(#creation) OR #createToken = :instead',",
    replace:
      "condition: 'attribute_not_exists(#creation) OR #createToken = :instead' + (instead === undefined ? '' : ' OR attribute_exists(#creation)'),",
  },
  {
    name: 'a repeated create is taken for a new one too soon',
    file: 'functions/rooms/idempotent-create.ts',
    find: 'clock.now() < record.repeatedUntil;',
    replace: 'clock.now() < record.repeatedUntil - 30_000;',
  },
  {
    name: 'a repeated create adopts a destroyed room',
    file: 'functions/rooms/idempotent-create.ts',
    find: 'if (isRepeat && isActiveRoomOf(record, await adopt(record))) return record.chatroomId;',
    replace:
      'if (isRepeat && (await adopt(record)).createToken === record.createToken) return record.chatroomId;',
  },
  {
    name: 'a create answers an id that was given up',
    file: 'functions/rooms/idempotent-create.ts',
    find: '?? (await finish(earlier));',
    replace: "?? { ...(await finish(earlier)), ...earlier, state: 'ACTIVE' };",
  },
  {
    name: 'a create is given up while its function is at work',
    file: 'functions/rooms/abandoned-creates.ts',
    find: 'export const createLeaseMs = 35_000;',
    replace: 'export const createLeaseMs = 500;',
  },
  {
    name: 'an id that was handed out just now is settled',
    file: 'functions/rooms/abandoned-creates.ts',
    find: 'const { seenId, seenAt } = before;',
    replace: 'const { seenAt } = before; const seenId = lastId;',
  },
  {
    name: 'ids without a row are never given up',
    file: 'functions/rooms/abandoned-creates.ts',
    find: 'await chatrooms.giveUp(id, deadlineAt);',
    replace: 'void id;',
  },
  {
    name: 'the index, which lags, decides what is due',
    file: 'functions/rooms/pending-work.ts',
    find: 'room.dueAt > clock.now()',
    replace: 'room.dueAt === 0',
  },
  {
    name: 'RongCloud destroys first, then the table',
    file: 'functions/chatroom-destroy.ts',
    find: "await chatrooms.change(chatroomId, 'beginDestroy', {}, deadlineAt);",
    replace:
      "await destroyChatroom(upstream, chatroomId, deadlineAt); await chatrooms.change(chatroomId, 'beginDestroy', {}, deadlineAt);",
  },
  {
    name: 'no last destroy',
    file: 'functions/rooms/pending-work.ts',
    find: 'await destroyChatroom(upstream, chatroomId, deadlineAt);',
    replace: 'void upstream;',
  },
  {
    name: 'the last destroy comes too early',
    file: 'functions/dynamodb/chatroom-transitions.ts',
    find: 'export const resendAfterMs = 90_000;',
    replace: 'export const resendAfterMs = 30_000;',
  },
  {
    name: 'a destroyed room is forgotten',
    file: 'functions/dynamodb/chatroom-transitions.ts',
    find: "finishDestroy: { from: 'DESTROYING', to: 'DESTROYED',",
    replace: "finishDestroy: { from: 'DESTROYING', to: 'ACTIVE',",
  },
  {
    name: 'a recreation without a lease',
    file: 'functions/dynamodb/chatroom-transitions.ts',
    find: '(attribute_not_exists(#checkUntil) OR #checkUntil < :now)',
    replace: '(attribute_exists(#chatroomId) OR #checkUntil < :now)',
  },
  {
    name: 'a recreation although another has done it meanwhile',
    file: 'functions/dynamodb/chatroom-transitions.ts',
    find: "onlyIf: '#aliveUntil = :seenAliveUntil AND (",
    replace: "onlyIf: '(#aliveUntil = :seenAliveUntil OR #state = :from) AND (",
  },
  {
    name: 'a room is trusted until the minute at which RongCloud ends it, and beyond',
    file: 'functions/rooms/create-at-rongcloud.ts',
    find: 'const marginMs = 10 * minuteMs;',
    replace: 'const marginMs = -10 * minuteMs;',
  },
  {
    name: 'a recreated room is not trusted',
    file: 'functions/rooms/ensure-alive.ts',
    find: 'row.aliveUntil !== room.aliveUntil && row.aliveUntil > clock.now();',
    replace: 'false;',
  },
  {
    name: 'who comes while a room is being recreated does not wait',
    file: 'functions/rooms/ensure-alive.ts',
    find: 'const maxWaitMs = 1_500;',
    replace: 'const maxWaitMs = -1_500;',
  },
  {
    name: 'a time-out is taken for a success',
    file: 'functions/rongcloud/client.ts',
    find: "if (outcome.kind === 'succeeded') return outcome.reply;",
    replace: "if (outcome.kind === 'succeeded' || outcome.kind === 'unknown') return outcome.reply;",
  },
  {
    name: 'a room may be used before RongCloud has it',
    file: 'functions/rooms/idempotent-create.ts',
    find: `  await createAtRongCloud(context, { chatroomId, destroyMinutes }, deadlineAt);
  const room = {`,
    replace: '  const room = {',
  },
  {
    name: 'a room may be used until RongCloud has destroyed it',
    file: 'functions/rooms/require-room.ts',
    find: "if (room.state !== 'ACTIVE') throw new Failure('CHATROOM_DESTROYED');",
    replace: "if (room.state === 'DESTROYED') throw new Failure('CHATROOM_DESTROYED');",
  },
  {
    name: 'reads may be stale',
    file: 'functions/dynamodb/items.ts',
    find: 'const request = requests[read.table] ?? { Keys: [], ConsistentRead: true };',
    replace: 'const request = requests[read.table] ?? { Keys: [], ConsistentRead: false };',
  },
  {
    name: 'DynamoDB is asked once only',
    file: 'functions/dynamodb/client.ts',
    find: 'const attempts = 3;',
    replace: 'const attempts = 1;',
  },
  {
    name: 'an answer takes as long as it takes',
    file: 'functions/http/endpoint.ts',
    find: 'const replyTimeoutMs = 8_500;',
    replace: 'const replyTimeoutMs = 20_000;',
  },
  {
    name: 'a nonce is used twice',
    file: 'functions/rongcloud/attempt.ts',
    find: "randomBytes(nonceBytes).toString('hex')",
    replace: "'0123456789'",
  },
  {
    name: 'anybody may destroy',
    file: 'functions/chatroom-destroy.ts',
    find: 'if (!isOwner(room, user)) throw',
    replace: "if (!isOwner(room, { ...user, role: 'admin' })) throw",
  },
  {
    name: 'a wrong password will do',
    file: 'functions/auth/login.ts',
    find: "if (user === undefined || !isRight) throw new Failure('WRONG_CREDENTIALS', { log: { network } });",
    replace: "if (user === undefined) throw new Failure('WRONG_CREDENTIALS', { log: { network } });",
  },
  {
    name: 'the log tells the password that was wrong',
    file: 'functions/auth/login.ts',
    find: "if (user === undefined || !isRight) throw new Failure('WRONG_CREDENTIALS', { log: { network } });",
    replace:
      "if (user === undefined || !isRight) throw new Failure('WRONG_CREDENTIALS', { log: { password: request.password } });",
  },
  ...controlBugs,
];
