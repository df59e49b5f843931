import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { startProcess } from '../support/local-process.ts';

export const get = async (url: string) => await (await fetch(url)).text();

export const createRoom = (origin: string, name: string) =>
  get(`${origin}/im/chatroom_create/?username=teacher1&password=123456&live_id=1&name=${name}`);

export const queryRoom = (origin: string, id: number) =>
  get(`${origin}/im/chatroom_query/?username=teacher1&password=123456&id=${id}`);

/** Gives each test of the current describe block a data folder of its own. */
export function useDataFolder() {
  let path = '';
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'im-gateway-'));
  });
  afterEach(() => rm(path, { recursive: true, force: true }));
  return {
    path: () => path,
    start: (environment: Record<string, string> = {}, ...options: string[]) =>
      startProcess({ DATA_DIR: path, ...environment }, ...options),
  };
}
