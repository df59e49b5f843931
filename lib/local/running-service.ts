import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { notWritable } from './data-folder.ts';

/** The file beside the data folder in which a running service announces its DynamoDB to `npm run users`. */
const announcement = (dataPath: string) => join(dirname(dataPath), 'dynamodb-origin');

/** Announces a service that runs on this data. @returns the function that withdraws it. */
export async function announceService(
  dataPath: string,
  dynamoDbOrigin: string,
): Promise<() => Promise<void>> {
  try {
    await writeFile(announcement(dataPath), dynamoDbOrigin);
  } catch (error) {
    throw notWritable(dirname(dataPath), error);
  }
  return () => rm(announcement(dataPath), { force: true });
}

/** The announced origin; undefined if there is none, or if it is being written just now. */
export async function announcedDynamoDb(dataPath: string): Promise<string | undefined> {
  const text = await readFile(announcement(dataPath), 'utf8').catch(() => '');
  return /^http:\/\/127\.0\.0\.1:\d+$/.exec(text)?.[0];
}
