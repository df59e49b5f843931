import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { addChecks } from '../../lib/cloud/checks.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** What `npx cdk synth` does, with all rules of CloudFormation and cdk-nag. */
async function synthesize(folder: string, ...context: string[]) {
  const { CDK_VALIDATION: _quick, ...environment } = process.env;
  const options = [
    join(root, 'node_modules/aws-cdk/bin/cdk'),
    'synth',
    '--quiet',
    '--output',
    folder,
    ...context,
  ];
  return await run(process.execPath, options, { cwd: root, env: environment });
}

describe('cdk synth', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'im-gateway-synth-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('ends without an error or a warning by any rule, with everything on', { timeout: 120_000 }, async () => {
    const settings = [
      'stage=prod',
      'alarmEmail=ops@example.com',
      'domainName=im.example.com',
      'certificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/1',
      'waf=true',
      'ownKey=true',
      'corsOrigins=https://class.example',
      'reservedConcurrency=30',
    ];
    const { stdout, stderr } = await synthesize(folder, ...settings.flatMap((setting) => ['-c', setting]));
    expect([stdout.trim(), stderr.trim()]).toEqual(['', '']);
  });

  it('fails where a rule is not kept', async () => {
    const app = new App({ outdir: folder });
    new Bucket(new Stack(app, 'careless'), 'Bucket');
    addChecks(app);
    expect(() => app.synth()).toThrow(/AwsSolutions-S1\b/);
  });

  it('says in one line which setting is wrong', { timeout: 60_000 }, async () => {
    const failed = synthesize(folder, '-c', 'stage=production');
    await expect(failed).rejects.toMatchObject({
      stderr: expect.stringMatching(/^im-gateway: stage is "production"; it must be dev, staging, prod\n/),
    });
  });
});
