import { expect, it } from 'vitest';
import { awsClientConfig } from '../../../functions/platform/aws-client.ts';

it('gives up a connection to AWS after 300 ms and a request after one second', () => {
  expect(awsClientConfig({ environment: {} }).requestHandler).toEqual({
    connectionTimeout: 300,
    requestTimeout: 1_000,
    throwOnRequestTimeout: true,
  });
});
