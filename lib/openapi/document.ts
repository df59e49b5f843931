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

Send a POST with HTTP Basic credentials. The same endpoints take GET with all parameters in the URL, where a password
stays behind in histories and logs. With and without the slash at the end of a path the answer is the same.`;

const securityScheme = {
  type: 'http',
  scheme: 'basic',
  description:
    'The username and password of the account, in UTF-8. They may come as parameters instead; given both ways they must agree. No answer asks for them (`WWW-Authenticate`).',
};

const rows = Object.values<EndpointRow>(endpoints);

export const endpointPaths = () => Object.fromEntries(rows.map((row) => [`${row.path}/`, operationsOf(row)]));

/** The OpenAPI 3.1 document of the endpoints, made from the table. */
export const openApiDocument = () => ({
  openapi: '3.1.0',
  info: {
    title: packageJson.name,
    version: packageJson.version,
    description,
    license: { name: packageJson.license, identifier: packageJson.license },
  },
  // Of the document's own address, /im/docs/openapi.json, whatever comes before /im.
  servers: [{ url: '../..', description: 'The deployment that serves this document' }],
  tags: [rongCloudTag],
  security: [{ basic: [] }, {}],
  paths: { ...endpointPaths(), ...callbackPaths() },
  components: {
    securitySchemes: { basic: securityScheme },
    headers: headerComponents,
    schemas: { ...callSchemas(rows), ...replySchemas(rows), ...failureSchemas },
    responses: responseComponents(rows),
    examples: exampleComponents(),
  },
});
