import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Beside the data folder itself, where a running service tells the admin command its DynamoDB's address. */
const announcement = (dataPath: string) => join(dirname(dataPath), 'service.json');

/** Says that a service runs on this data. @returns what takes it back. */
export async function announceService(
  dataPath: string,
  dynamoDbOrigin: string,
): Promise<() => Promise<void>> {
  await writeFile(announcement(dataPath), `${JSON.stringify({ dynamoDb: dynamoDbOrigin })}\n`);
  return () => rm(announcement(dataPath), { force: true });
}

/** The DynamoDB of the service that has this data open, as it announced it. */
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
