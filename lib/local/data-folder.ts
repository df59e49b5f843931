import { access, constants, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError, systemCode } from './start-error.ts';

/**
 * The embedded DynamoDB's own folder within `dataDir`, made where it is not there, emptied first for a fresh start.
 * @throws StartError naming DATA_DIR.
 */
export async function prepareDataFolder(dataDir: string, isFresh: boolean): Promise<string> {
  const path = join(dataDir, 'dynamodb');
  try {
    if (isFresh) await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return path;
  } catch (error) {
    throw new StartError(`DATA_DIR ${dataDir} cannot be written (${systemCode(error)})`, error);
  }
}
