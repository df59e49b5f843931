import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { callbackPaths, rongCloudTag } from './callbacks.ts';
import { exampleComponents, failureSchemas, headerComponents, responseComponents } from './failures.ts';
import { callSchemas, operationsOf, replySchemas } from './operations.ts';

const description = `The app server between a live-course app and RongCloud (融云) IM.

Every answer is a JSON object whose \`ret\` is \`success\` or \`fail\`. A failure has a \`reason\` for a person, in English
or Chinese by \`Accept-Language\`, and a \`code\` for programs out of a closed list. A deployment may be set to answer
failures with status 200 as well (\`ERROR_STATUS=always200\`), so decide by \`ret\` and \`code\`.

Send a POST with HTTP Basic credentials. Where there is a GET as well, it has all parameters in the URL, so that a
password stays behind in histories and logs. The slash at the end of a path may be left out.`;

const securityScheme = {
  type: 'http',
  scheme: 'basic',
  description:
    'The username and password of the account, in UTF-8. The parameters `username` and `password` may bring them instead; given both ways they must agree. No answer asks for them (`WWW-Authenticate`). On a fresh local run: `teacher1` and `123456`.',
};

/** Importers make a variable of it. */
const server = {
  url: '{address}',
  description: 'A deployment, or the local run',
  variables: {
    address: {
      default: 'http://127.0.0.1:8000',
      description: 'The address before /im/, such as https://im.example.com',
    },
  },
};

const rows = Object.values<EndpointRow>(endpoints);

export const endpointPaths = () => Object.fromEntries(rows.map((row) => [`${row.path}/`, operationsOf(row)]));

export const openApiDocument = () => ({
  openapi: '3.1.0',
  info: {
    title: packageJson.name,
    version: packageJson.version,
    description,
    license: { name: packageJson.license, identifier: packageJson.license },
  },
  servers: [server],
  tags: [rongCloudTag],
  paths: { ...endpointPaths(), ...callbackPaths },
  components: {
    securitySchemes: { basic: securityScheme },
    headers: headerComponents,
    schemas: { ...callSchemas(rows), ...replySchemas(rows), ...failureSchemas },
    responses: responseComponents(rows),
    examples: exampleComponents(),
  },
});
