import { ChatroomStore } from '../dynamodb/chatrooms.ts';
import type { Deps } from '../platform/deps.ts';
import { rongCloud } from '../rongcloud/client.ts';
import { appCredentials } from '../secrets/app-credentials.ts';

/** RongCloud and the rows of rooms, for the functions that use both. */
export const roomContext = (deps: Deps) => ({
  ...deps,
  upstream: rongCloud(deps, appCredentials(deps)),
  chatrooms: new ChatroomStore(deps),
});

export type RoomContext = ReturnType<typeof roomContext>;
