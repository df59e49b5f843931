import { access, constants, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';
import { StartError, systemCode } from './start-error.ts';

export const dynamoDbFolder = (dataDir: string) => join(dataDir, 'dynamodb');

/**
 * The embedded DynamoDB's own folder within `dataDir`, made where it is not there, emptied first for a fresh start.
 * @throws StartError naming DATA_DIR.
 */
export async function prepareDataFolder(dataDir: string, isFresh: boolean): Promise<string> {
  const path = dynamoDbFolder(dataDir);
  try {
    if (isFresh) await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (error) {
    throw new StartError(`DATA_DIR ${dataDir} cannot be written (${systemCode(error)})`, error);
  }
  await proveFree(path, dataDir);
  return path;
}

/** dynalite ends the whole process where its files cannot be opened, so they are opened once before it. */
async function proveFree(path: string, dataDir: string): Promise<void> {
  const level = new Level(path);
  try {
    await level.open();
    await level.close();
  } catch (error) {
    throw new StartError(`DATA_DIR ${dataDir} cannot be opened; is another im-gateway using it?`, error);
  }
}
