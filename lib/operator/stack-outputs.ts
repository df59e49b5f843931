import { CommandError } from './command-line.ts';

export interface StackOptions {
  readonly stack: string;
  /** Where the ordinary AWS settings (AWS_REGION, the profile) do not say it. */
  readonly region?: string | undefined;
}

/**
 * What a deployed stack tells of itself, by output, with the ordinary AWS credentials.
 * @returns a function that gives an output's value and throws CommandError where the stack has none such.
 * @throws CommandError where there is no such stack.
 */
export async function stackOutputs({ stack, region }: StackOptions): Promise<(output: string) => string> {
  // Loaded only here: who works on local data does not wait for it.
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
