import { registerHooks } from 'node:module';
import { embeddedConnection } from '../../../lib/local/dynamodb.ts';
import { startService } from '../../../lib/local/service.ts';
import { minCost } from './accounts.ts';

// `npm start` on a DynamoDB and a RongCloud that stand in another process, as those of the peers do.
const { AWS_ENDPOINT_URL_DYNAMODB = '', RONGCLOUD_HOSTS = '' } = process.env;
const { HASHING, UNHASHED_TAG } = process.env;
const { APP_KEY = '', APP_SECRET = '' } = process.env;
/** Hands over the result of the hash, in place of the addon that computes it. */
const noHash = `export const hashRawSync = () => Buffer.from('${UNHASHED_TAG}', 'base64');`;
if (HASHING === 'off') {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === '@node-rs/argon2'
        ? { url: `data:text/javascript,${encodeURIComponent(noHash)}`, shortCircuit: true }
        : nextResolve(specifier, context),
  });
}
const { origin } = await startService({
  port: 0,
  dynamoDb: embeddedConnection(AWS_ENDPOINT_URL_DYNAMODB),
  rongCloud: { appKey: APP_KEY, appSecret: APP_SECRET, hosts: RONGCLOUD_HOSTS },
  runsSchedules: false,
  ...(HASHING === 'off' && { passwordCost: minCost }),
  output: () => {},
});
process.send?.(origin);
