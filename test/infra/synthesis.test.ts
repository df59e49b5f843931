import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { addChecks } from '../../lib/cloud/checks.ts';
import { warningsOf } from '../support/cloud-assembly.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** All options of a stage. */
const prod = {
  region: 'china',
  alarmEmail: 'ops@example.com',
  domainName: 'im.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1',
  waf: true,
  ownKey: true,
  docsPage: 'on',
  corsOrigins: 'https://class.example',
  reservedConcurrency: 30,
  provisionedConcurrency: '20 MON-FRI 18:45-19:30',
  backupVaultArn: 'arn:aws:backup:ap-northeast-1:123456789012:backup-vault:im-gateway',
};

const china = {
  region: 'china',
  alarmEmail: 'ops@example.com',
  account: '111122223333',
  awsRegion: 'cn-north-1',
};

describe('cdk synth', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'im-gateway-synth-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => vi.unstubAllEnvs());

  /** `npx cdk synth` with all rules of CloudFormation and cdk-nag, in a folder with these settings in its cdk.json. */
  async function synthesize(stages: object, ...options: string[]) {
    const { context, ...config } = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8'));
    const app = `${process.execPath} ${join(root, 'bin/app.ts')}`;
    await writeFile(
      join(folder, 'cdk.json'),
      JSON.stringify({ ...config, app, context: { ...context, stages } }),
    );
    const { CDK_VALIDATION: _quick, ...env } = process.env;
    const words = [join(root, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet', ...options];
    return await run(process.execPath, words, { cwd: folder, env });
  }

  it('ends without an error or a warning by any rule: prod with everything on', async () => {
    const { stdout, stderr } = await synthesize({ prod }, '-c', 'stage=prod');
    expect([stdout.trim(), stderr.trim()]).toEqual(['', '']);
  });

  // In this process, where the rules are loaded once.
  it.each([
    ['prod in cn-north-1', { stage: 'prod', ...china }],
    ['staging', { stage: 'staging', region: 'singapore' }],
    ['dev', { stage: 'dev' }],
  ])('breaks no rule and warns of nothing: %s', (_what, context) => {
    vi.stubEnv('CDK_VALIDATION', undefined);
    expect(warningsOf(context)).toEqual([]);
  });

  it('fails if a rule is broken', async () => {
    const app = new App({ outdir: join(folder, 'broken') });
    new Bucket(new Stack(app, 'careless'), 'Bucket');
    addChecks(app);
    expect(() => app.synth()).toThrow(/AwsSolutions-S1\b/);
  });

  it('names a wrong setting in one line', async () => {
    const failed = synthesize({ prod: { region: 'china' } }, '-c', 'stage=prod');
    await expect(failed).rejects.toMatchObject({
      stderr: expect.stringContaining(
        'im-gateway: alarmEmail is not set; it must be set in cdk.json, under "stages" and "prod"\n',
      ),
    });
  });
});
