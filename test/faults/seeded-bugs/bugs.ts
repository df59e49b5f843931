/** A line of the product made wrong. It stands exactly once in its file. */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Faults that services like this one have in the wild; the harness must see every one of them. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'a failed login that is taken back is taken back twice',
    file: 'functions/dynamodb/counter-update.ts',
    find: 'isOnceOnly: Object.values(add).some((by) => by < 0),',
    replace: 'isOnceOnly: false,',
  },
  {
    name: 'a login that was counted ahead and is right stays counted',
    file: 'functions/auth/counter-changes.ts',
    find: 'scope.key === pairKey ? succeedAhead(scope, now) : giveBack(scope, now)',
    replace: 'scope.key === pairKey ? succeedAhead(scope, now) : { key: scope.key }',
  },
  {
    name: 'the next id is the last one and one more, read and then written',
    file: 'functions/dynamodb/chatroom-ids.ts',
    find: 'const result = handedOut.safeParse(await table.update({ counter }, next, deadlineAt));',
    replace:
      'const last = Number((await table.get({ counter }, deadlineAt))?.last ?? 0) + 1; await table.put({ counter, last }, { values: {} }, deadlineAt); const result = handedOut.safeParse({ last });',
  },
  {
    name: 'an intent overwrites the row that is there',
    file: 'functions/dynamodb/chatrooms.ts',
    find: "const guard = { condition: 'attribute_not_exists(#chatroomId)', values: {} };",
    replace: "const guard = { condition: 'attribute_not_exists(#nothing)', values: {} };",
  },
  {
    name: 'an intent whose reply was lost counts as another’s',
    file: 'functions/dynamodb/chatrooms.ts',
    find: 'return chatroom.parse(isOurs ? row : await find(room.chatroomId, deadlineAt));',
    replace: "if (!isOurs) throw new Error('taken'); return chatroom.parse(row);",
  },
  {
    name: 'no look at the row after a lost reply: activate',
    file: 'functions/dynamodb/chatrooms.ts',
    find: 'return make({ chatroomId, isDone: ({ activatedAt }) => activatedAt !== undefined }, change, deadlineAt);',
    replace: 'return make({ chatroomId }, change, deadlineAt);',
  },
  {
    name: 'no look at the note after a lost reply',
    file: 'functions/dynamodb/idempotency-records.ts',
    find: 'return creation.parse(await find(key, deadlineAt));',
    replace: "throw new Error('noted by another');",
  },
  {
    name: 'no look at the row after a lost reply: begin of a heal',
    file: 'functions/dynamodb/chatrooms.ts',
    find: 'return make({ chatroomId, isDone: (row) => row.healToken === healToken }, change, deadlineAt);',
    replace: 'return make({ chatroomId }, change, deadlineAt);',
  },
  {
    name: 'two creates at once are both noted',
    file: 'functions/dynamodb/idempotency-records.ts',
    find: "? { condition: 'attribute_not_exists(#creation)', values: {} }",
    replace: "? { condition: 'attribute_not_exists(#nothing)', values: {} }",
  },
  {
    name: 'an older note is replaced whoever replaced it before',
    file: 'functions/dynamodb/idempotency-records.ts',
    find: "condition: 'attribute_not_exists(#creation) OR #createToken = :instead',",
    replace: "condition: 'attribute_exists(#creation) OR #createToken = :instead',",
  },
  {
    name: 'a repeated create is taken for a new one too soon',
    file: 'functions/rooms/idempotent-create.ts',
    find: 'const isRepeat = note !== undefined && clock.now() < note.repeatedUntil;',
    replace: 'const isRepeat = note !== undefined && clock.now() < note.repeatedUntil - 30_000;',
  },
  {
    name: 'a repeated create adopts a dead room',
    file: 'functions/rooms/idempotent-create.ts',
    find: "return room.state === 'CREATING' || room.state === 'ACTIVE' ? room : undefined;",
    replace: 'return room;',
  },
  {
    name: 'a create is given up although it was taken up anew',
    file: 'functions/dynamodb/chatrooms.ts',
    find: "condition: '#state = :creating AND #dueAt = :seen',",
    replace: "condition: '#state = :creating AND (#dueAt = :seen OR #dueAt <> :seen)',",
  },
  {
    name: 'the index, which lags, decides what is due',
    file: 'functions/rooms/pending-rooms.ts',
    find: 'room.dueAt !== undefined && room.dueAt <= clock.now();',
    replace: 'room.dueAt !== undefined;',
  },
  {
    name: 'the reconciler finishes a create by the table alone',
    file: 'functions/rooms/pending-rooms.ts',
    find: 'if (isCreate && !(await chatrooms.giveUpCreate(room, deadlineAt))) return undefined;',
    replace: 'if (isCreate) return void (await chatrooms.activate(room.chatroomId, deadlineAt));',
  },
  {
    name: 'RongCloud destroys first, then the table',
    file: 'functions/chatroom-destroy.ts',
    find: 'await chatrooms.beginDestroy(room.chatroomId, deadlineAt);',
    replace:
      'await destroyChatroom(upstream, rongCloudRoomId(room), deadlineAt); await chatrooms.beginDestroy(room.chatroomId, deadlineAt);',
  },
  {
    name: 'no last destroy',
    file: 'functions/rooms/pending-rooms.ts',
    find: 'await destroyChatroom(upstream, rongCloudRoomId(room), deadlineAt);',
    replace: 'if (isCreate) await destroyChatroom(upstream, rongCloudRoomId(room), deadlineAt);',
  },
  {
    name: 'the last destroy comes too early',
    file: 'functions/dynamodb/chatrooms.ts',
    find: 'const lastDestroyAfterMs = 90_000;',
    replace: 'const lastDestroyAfterMs = 30_000;',
  },
  {
    name: 'a destroyed room is forgotten',
    file: 'functions/dynamodb/chatrooms.ts',
    find: "values: { ':destroyed': 'DESTROYED', ':destroying': 'DESTROYING' },",
    replace: "values: { ':destroyed': 'CREATING', ':destroying': 'DESTROYING' },",
  },
  {
    name: 'a heal without a lease',
    file: 'functions/dynamodb/chatrooms.ts',
    find: "const isFree = '(attribute_not_exists(#healUntil) OR #healUntil < :now)';",
    replace: "const isFree = '(attribute_exists(#chatroomId) OR #healUntil < :now)';",
  },
  {
    name: 'a heal although another has done it meanwhile',
    file: 'functions/dynamodb/chatrooms.ts',
    find: "const isStillLost = '(attribute_not_exists(#healedAt) OR #healedAt < :lookedAt)';",
    replace: "const isStillLost = '(attribute_exists(#chatroomId) OR #healedAt < :lookedAt)';",
  },
  {
    name: 'a time-out is taken for a success',
    file: 'functions/rongcloud/client.ts',
    find: "if (outcome.kind === 'succeeded') return outcome.reply;",
    replace: "if (outcome.kind === 'succeeded' || outcome.kind === 'unknown') return outcome.reply;",
  },
  {
    name: 'a room may be used before RongCloud has it',
    file: 'functions/rooms/require-active.ts',
    find: "if (room === undefined || room.state === 'CREATING') throw new Failure('CHATROOM_NOT_FOUND');",
    replace:
      "if (room?.state === 'CREATING') return room; if (room === undefined) throw new Failure('CHATROOM_NOT_FOUND');",
  },
  {
    name: 'a room may be used until RongCloud has destroyed it',
    file: 'functions/rooms/require-active.ts',
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
    find: 'const answerWithinMs = 8_500;',
    replace: 'const answerWithinMs = 20_000;',
  },
  {
    name: 'a nonce is used twice',
    file: 'functions/rongcloud/attempt.ts',
    find: 'nonce()',
    replace: "'0123456789'",
  },
  {
    name: 'anybody may destroy',
    file: 'functions/chatroom-destroy.ts',
    find: "const mayDestroy = room.creator === user.username || user.role === 'admin';",
    replace: 'const mayDestroy = true;',
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
];
