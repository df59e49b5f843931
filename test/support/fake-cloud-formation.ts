import { createServer } from 'node:http';
import { listen } from '../../lib/emulator/http.ts';

/** A stub of CloudFormation's API: it always describes a stack with these outputs. */
export function fakeCloudFormation(outputs: Readonly<Record<string, string>>) {
  const members = Object.entries(outputs)
    .map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    )
    .join('');
  const description = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>school</StackName><CreationTime>2026-01-05T02:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  return listen(
    createServer((_, response) => response.setHeader('content-type', 'text/xml').end(description)),
    0,
  );
}
