import { ChatroomStore } from '../dynamodb/chatrooms.ts';
import type { Deps } from '../platform/deps.ts';
import { rongCloud } from '../rongcloud/client.ts';
import { CredentialsCache } from '../secrets/app-credentials.ts';

/** RongCloud and the rows of rooms, for the functions that use both. */
export const roomContext = (deps: Deps) => ({
  ...deps,
  upstream: rongCloud(deps, new CredentialsCache(deps).get),
  chatrooms: new ChatroomStore(deps),
});

export type RoomContext = ReturnType<typeof roomContext>;
