import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CommandError } from './command-error.ts';
import type { AccountTables } from './directory.ts';

export interface StackOptions {
  readonly stack: string;
  /** Where the ordinary AWS settings (AWS_REGION, the profile) do not say it. */
  readonly region?: string | undefined;
}

/** The stack names each table's output after the table: `users` is `UsersTable`. */
const outputs = { users: 'UsersTable', attempts: 'AttemptsTable' } as const;

/**
 * The tables of a deployed stack, found through its outputs, with the ordinary AWS credentials.
 * @throws CommandError where there is no such stack or it has no such outputs.
 */
export async function tablesOfStack({ stack, region }: StackOptions): Promise<AccountTables> {
  // Loaded here alone: who works on local data does not wait for it.
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const cloudFormation = new CloudFormationClient({ region });
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    const found = new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    const nameOf = (output: string) => {
      const name = found.get(output);
      if (name === undefined) throw new CommandError(`the stack ${stack} has no output ${output}`);
      return name;
    };
    return {
      client: DynamoDBDocumentClient.from(new DynamoDBClient({ region })),
      users: nameOf(outputs.users),
      attempts: nameOf(outputs.attempts),
    };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`the stack ${stack} cannot be read: ${(error as Error).message}`, error);
  } finally {
    cloudFormation.destroy();
  }
}
