import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { exampleCall } from './examples.ts';

const head = `# Made by npm run openapi. For REST Client of VS Code and the HTTP client of JetBrains.
@address = http://127.0.0.1:8000
@username = teacher1
@password = 123456
`;

/** The password is never in the URL. Both tools encode the two words after Basic. */
function requestOf(row: EndpointRow): string {
  const call = exampleCall(row);
  const fields = Object.entries(call).filter(([name]) => name in row.parameters);
  return `
### ${row.summary.en} / ${row.summary.zh}
POST {{address}}${row.path}/
Authorization: Basic {{username}} {{password}}
Content-Type: application/x-www-form-urlencoded

${new URLSearchParams(fields)}
`;
}

export const httpFile = () => head + Object.values<EndpointRow>(endpoints).map(requestOf).join('');
