import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const copied = ['bin', 'functions', 'lib', 'LICENSE', 'cdk.json', 'package.json', 'tsconfig.json'];

/** The two pieces of code under "How to add an endpoint". */
async function codeOfReadme(): Promise<readonly string[]> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('### How to add an endpoint'), readme.indexOf('## Licence'));
  return [...section.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
}

/** Run in the copy: asks each part of it for the new endpoint. */
const inquiry = `
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ImGateway } from 'im-gateway/client';
import { functionFiles, GatewayStack } from './lib/cloud/gateway-stack.ts';
import { readCloudSettings } from './lib/cloud/settings.ts';
import { bundleClient } from './lib/client/build.ts';
import { startService } from './lib/local/service.ts';
import { openApiDocument } from './lib/openapi/document.ts';

const { origin, stop } = await startService({ port: 0, output: () => {} });
const text = async (path) => (await fetch(origin + path)).text();
const gateway = new ImGateway({ url: origin, username: 'teacher1', password: '123456' });
const settings = readCloudSettings({ region: 'china' });
const bundles = new Map(functionFiles().map((name) => [name, { folder: 'functions', sourceMap: '', bytes: 0 }]));
const stack = Template.fromStack(new GatewayStack(new App(), 'im-gateway-dev', { settings, bundles }));
const resources = Object.values(stack.findResources('AWS::ApiGateway::Resource'));
const found = {
  service: await text('/im/chatroom_age/?username=teacher1&password=123456&id=2'),
  destroyed: await text('/im/chatroom_age?username=teacher1&password=123456&id=99'),
  page: (await text('/im/docs/')).includes('How old a chatroom is'),
  client: await gateway.chatroomAge({ id: 2 }),
  packedClient: (await bundleClient()).includes('/im/chatroom_age/'),
  openApi: openApiDocument().paths['/im/chatroom_age/']?.post.operationId,
  stack: resources.some(({ Properties }) => Properties.PathPart === 'chatroom_age'),
};
await stop();
process.stdout.write(JSON.stringify(found));
`;

describe('an endpoint added as the README says, in two files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'im-gateway-'));
    for (const name of copied) await cp(join(root, name), join(folder, name), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const [row = '', file = ''] = await codeOfReadme();
    const table = await readFile(join(folder, 'functions/contract/endpoints.ts'), 'utf8');
    const end = '} as const satisfies Record<string, EndpointRow>;';
    await writeFile(join(folder, 'functions/contract/endpoints.ts'), table.replace(end, row + end));
    await writeFile(join(folder, 'functions/chatroom-age.ts'), file);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is of the right types everywhere', async () => {
    const whole = JSON.parse(await readFile(join(folder, 'tsconfig.json'), 'utf8'));
    const product = { ...whole, include: ['bin', 'functions', 'lib'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(product));
    const { stdout } = await run(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: folder });
    expect(stdout).toBe('');
  });

  it('is in the local service, on the page, in the client, the OpenAPI document and the stack', async () => {
    await writeFile(join(folder, 'inquiry.ts'), inquiry);
    const env = { ...process.env, CDK_VALIDATION: 'false' };
    const { stdout } = await run(process.execPath, ['inquiry.ts'], { cwd: folder, env });
    expect(JSON.parse(stdout)).toEqual({
      service: expect.stringMatching(/^\{"reason":"","ret":"success","seconds":\d+\}$/),
      destroyed: '{"reason":"There is no such chatroom.","ret":"fail","code":"CHATROOM_NOT_FOUND"}',
      page: true,
      client: { seconds: expect.any(Number) },
      packedClient: true,
      openApi: 'chatroomAge',
      stack: true,
    });
  });
});
