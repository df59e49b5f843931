import { id, ids, integer, optional, text, texts } from '../parameters.ts';
import { perSecond } from '../rates.ts';
import { Refusal } from '../refusals.ts';
import type { User } from '../state/users.ts';
import { type Call, type CallContext, call, wallClock } from './call.ts';

const tokensPerSecond = 200;
const maxNameCharacters = 64;
const maxPortraitBytes = 1024;
const maxUsers = 20;
const maxMinutes = 43_200;
// A blocked-user page: 50 when a page is asked for, the first 1000 when none is.
const defaultPageSize = 50;
const firstPageSize = 1000;
const maxTags = 20;
const maxTagBytes = 40;
const maxTaggedUsers = 1000;
const maxQueriedUsers = 50;

const name = text({ maxCharacters: maxNameCharacters });
const portraitUri = optional(text({ maxBytes: maxPortraitBytes }));

/** The user, registered before; where that is not asked for, undefined stands for one who is not. */
function knownUser(userId: string, { app, behaviour }: CallContext): User | undefined {
  const user = app.users.registered.get(userId);
  if (user === undefined && behaviour.unknownUser === 'refused')
    throw new Refusal('badParameter', 'User is not registered.');
  return user;
}

/** https://docs.rongcloud.io/platform-chat-api/user/register and its neighbours */
export const userCalls: readonly Call[] = [
  call({
    path: '/user/getToken.json',
    parameters: { userId: id(), name, portraitUri },
    rates: [perSecond('/user/getToken.json', tokensPerSecond)],
    run: ({ userId, ...profile }, { app }) => ({
      userId,
      token: app.users.issueToken(userId, profile).value,
    }),
  }),
  call({
    path: '/user/refresh.json',
    parameters: { userId: id(), name: optional(name), portraitUri },
    run: (values, context) => {
      const user = knownUser(values.userId, context);
      if (user === undefined) return;
      user.name = values.name ?? user.name;
      user.portraitUri = values.portraitUri ?? user.portraitUri;
    },
  }),
  call({
    path: '/user/info.json',
    parameters: { userId: id() },
    run: ({ userId }, context) => {
      const user = knownUser(userId, context);
      return {
        userName: user?.name ?? '',
        userPortrait: user?.portraitUri ?? '',
        createTime: user === undefined ? '' : wallClock(user.createdAt, context.behaviour),
      };
    },
  }),
  call({
    path: '/user/token/expire.json',
    parameters: { userId: ids(maxUsers), time: integer(0, Number.MAX_SAFE_INTEGER) },
    run: ({ userId, time }, { app }) => {
      app.users.dropTokens(userId, time);
    },
  }),
  call({
    path: '/user/checkOnline.json',
    parameters: { userId: id() },
    run: ({ userId }, { app }) => ({ status: app.users.isOnline(userId) ? '1' : '0' }),
  }),
];

export const userBlockCalls: readonly Call[] = [
  call({
    path: '/user/block.json',
    parameters: { userId: ids(maxUsers), minute: integer(1, maxMinutes) },
    run: ({ userId, minute }, { app }) => {
      app.users.blocked.add(userId, minute);
      for (const one of userId) app.users.setOnline(one, false);
    },
  }),
  call({
    path: '/user/unblock.json',
    parameters: { userId: ids(maxUsers) },
    run: ({ userId }, { app }) => {
      app.users.blocked.remove(userId);
    },
  }),
  call({
    path: '/user/block/query.json',
    parameters: {
      page: optional(integer(0, Number.MAX_SAFE_INTEGER), 0),
      size: optional(integer(1, firstPageSize), defaultPageSize),
    },
    run: ({ page, size }, { app, behaviour }) => {
      const blocked = app.users.blocked.entries();
      const shown =
        page === 0 ? blocked.slice(0, firstPageSize) : blocked.slice((page - 1) * size, page * size);
      return {
        users: shown.map(([userId, endsAt]) => ({ userId, blockEndTime: wallClock(endsAt, behaviour) })),
      };
    },
  }),
  call({
    path: '/user/blacklist/add.json',
    parameters: { userId: id(), blackUserId: ids(maxUsers) },
    run: ({ userId, blackUserId }, context) => {
      const blacklist = knownUser(userId, context)?.blacklist;
      for (const one of blackUserId) blacklist?.add(one);
    },
  }),
  call({
    path: '/user/blacklist/remove.json',
    parameters: { userId: id(), blackUserId: ids(maxUsers) },
    run: ({ userId, blackUserId }, context) => {
      const blacklist = knownUser(userId, context)?.blacklist;
      for (const one of blackUserId) blacklist?.delete(one);
    },
  }),
  call({
    path: '/user/blacklist/query.json',
    parameters: { userId: id() },
    run: ({ userId }, context) => ({ users: [...(knownUser(userId, context)?.blacklist ?? [])] }),
  }),
];

const tags = optional(texts(maxTags, { maxBytes: maxTagBytes }), []);

function setTags(userIds: readonly string[], wanted: readonly string[], context: CallContext): void {
  for (const user of userIds.map((userId) => knownUser(userId, context)))
    if (user !== undefined) user.tags = wanted;
}

/** Tags come in a JSON body; an empty list takes them away. */
export const userTagCalls: readonly Call[] = [
  call({
    path: '/user/tag/set.json',
    parameters: { userId: id(), tags },
    run: (values, context) => {
      setTags([values.userId], values.tags, context);
    },
  }),
  call({
    path: '/user/tag/batch/set.json',
    parameters: { userIds: ids(maxTaggedUsers), tags },
    run: (values, context) => {
      setTags(values.userIds, values.tags, context);
    },
  }),
  call({
    path: '/user/tags/get.json',
    parameters: { userIds: ids(maxQueriedUsers) },
    run: ({ userIds }, context) => ({
      result: Object.fromEntries(userIds.map((userId) => [userId, knownUser(userId, context)?.tags ?? []])),
    }),
  }),
];
