import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type StackOptions, stackOutputs } from '../operator/stack-outputs.ts';
import type { AccountTables } from './directory.ts';

/**
 * The tables of a deployed stack, which names each output after its table.
 * @throws CommandError where there is no such stack or it has no such outputs.
 */
export async function tablesOfStack(options: StackOptions): Promise<AccountTables> {
  const output = await stackOutputs(options);
  return {
    client: DynamoDBDocumentClient.from(new DynamoDBClient({ region: options.region })),
    users: output('UsersTable'),
    attempts: output('AttemptsTable'),
  };
}
