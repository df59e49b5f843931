import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { notWritable } from './data-folder.ts';

/** The file beside the data folder in which a running service announces its DynamoDB to `npm run users`. */
const announcement = (dataPath: string) => join(dirname(dataPath), 'service.json');

/** Announces a service that runs on this data. @returns the function that withdraws it. */
export async function announceService(
  dataPath: string,
  dynamoDbOrigin: string,
): Promise<() => Promise<void>> {
  try {
    await writeFile(announcement(dataPath), `${JSON.stringify({ dynamoDb: dynamoDbOrigin })}\n`);
  } catch (error) {
    throw notWritable(dirname(dataPath), error);
  }
  return () => rm(announcement(dataPath), { force: true });
}

export async function announcedDynamoDb(dataPath: string): Promise<string | undefined> {
  try {
    const { dynamoDb }: { dynamoDb?: unknown } = JSON.parse(await readFile(announcement(dataPath), 'utf8'));
    return typeof dynamoDb === 'string' && /^http:\/\/127\.0\.0\.1:\d+$/.test(dynamoDb)
      ? dynamoDb
      : undefined;
  } catch {
    return undefined;
  }
}
