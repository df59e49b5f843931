import { CommandError } from './command-line.ts';

export interface StackOptions {
  readonly stack: string;
  /** If AWS_REGION or the profile does not set it. */
  readonly region?: string | undefined;
}

/**
 * Reads the outputs of a deployed stack with the AWS credentials of the shell.
 * @returns a function that returns an output's value and throws CommandError if there is none.
 * @throws CommandError if there is no such stack.
 */
export async function stackOutputs({ stack, region }: StackOptions): Promise<(output: string) => string> {
  // Loaded only when needed: commands on local data start faster.
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const cloudFormation = new CloudFormationClient({ region });
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    const found = new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    return (output) => {
      const value = found.get(output);
      if (value === undefined) throw new CommandError(`the stack ${stack} has no output ${output}`);
      return value;
    };
  } catch (error) {
    throw new CommandError(`the stack ${stack} cannot be read: ${(error as Error).message}`, error);
  } finally {
    cloudFormation.destroy();
  }
}
