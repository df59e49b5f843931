import { describe, expect, it } from 'vitest';
import { readCloudSettings } from '../../lib/cloud/settings.ts';
import { contextOf } from '../support/cloud-assembly.ts';

const read = (context: Record<string, unknown>) => readCloudSettings(contextOf(context));

describe('the settings of the stack', () => {
  it('have defaults for all but the data centre', () => {
    expect(read({})).toMatchObject({
      stage: 'dev',
      rollout: 'gradual',
      account: '',
      awsRegion: '',
      alarmEmail: '',
      waf: false,
      maxCallsPerAddress: 60_000,
      docsPage: '',
      tracing: '',
      architecture: '',
      secretName: '',
      secretKeyArn: '',
      ownKey: false,
      reservedConcurrency: '',
      provisionedConcurrency: [],
      callbackSources: '',
      backupVaultArn: '',
      restoredTables: {},
      gatewayLogRole: 'create',
      domainName: '',
      certificateArn: '',
      timeZone: 'Asia/Shanghai',
      corsOrigins: [],
      variables: { RONGCLOUD_HOSTS: 'china', TIME_ZONE: 'Asia/Shanghai', CORS_ORIGINS: '' },
    });
  });

  it('accept texts, numbers and booleans', () => {
    const { waf, reservedConcurrency, stage, variables } = read({
      waf: true,
      reservedConcurrency: 30,
      stage: 'prod',
      firstRoomId: '1000',
    });
    expect([waf, reservedConcurrency, stage]).toEqual([true, 30, 'prod']);
    expect(variables.FIRST_ROOM_ID).toBe('1000');
  });

  it("leave the CDK's own context alone", () => {
    const context = { ...contextOf({}), '@aws-cdk/core:x': true, 'aws:cdk:y': 1, 'cli-telemetry': false };
    expect(() => readCloudSettings(context)).not.toThrow();
  });

  it.each([
    ['stage', 'production', 'stage is "production"; it must be dev or staging or prod'],
    [
      'region',
      'eu-west-1',
      'region is "eu-west-1"; it must be china, singapore, singapore-b, north-america, saudi-arabia, or https:// origins separated by commas',
    ],
    ['serverJoin', 'yes', 'serverJoin is "yes"; it must be auto or on or off'],
    ['roomIdleMinutes', 59, 'roomIdleMinutes is "59"; it must be a whole number from 60 to 10080'],
    ['maxActiveRooms', 5_001, 'maxActiveRooms is "5001"; it must be a whole number from 1 to 5000'],
    ['firstRoomId', 0, 'firstRoomId is "0"; it must be a whole number from 1 to 2147483647'],
    ['alarmEmail', 'nobody', 'alarmEmail is "nobody"; it must be an e-mail address, or empty'],
    ['waf', 'on', 'waf is "on"; it must be true or false'],
    ['ownKey', 1, 'ownKey is "1"; it must be true or false'],
    [
      'reservedConcurrency',
      -1,
      'reservedConcurrency is "-1"; it must be a whole number from 0 to 1000, or empty',
    ],
    [
      'restoredTables',
      'rooms=other',
      'restoredTables is "rooms=other"; it must be table=name pairs separated by commas, or empty; the tables are users, ',
    ],
    [
      'backupVaultArn',
      'im-gateway',
      'backupVaultArn is "im-gateway"; it must be the ARN of an AWS Backup vault in another region, or empty',
    ],
    ['gatewayLogRole', 'no', 'gatewayLogRole is "no"; it must be create or exists'],
    [
      'secretName',
      'two words',
      'secretName is "two words"; it must be the name of a secret in Secrets Manager, or empty',
    ],
    [
      'domainName',
      'https://a.b',
      'domainName is "https://a.b"; it must be a domain name such as im.example.com, or empty',
    ],
    [
      'certificateArn',
      'mine',
      'certificateArn is "mine"; it must be the ARN of an ACM certificate, or empty',
    ],
    ['waf', ['true'], 'waf is neither a text nor a number; it must be one value'],
  ])('refuse %s=%j by name, saying what it may be', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(message);
  });

  it.each(['40 SAT-MON 08:00-12:00,5 TUE-FRI 08:00-12:00', '40 MON 08:00-12:00,40 MON 12:01-13:00'])(
    'accept provisionedConcurrency=%j',
    (text) => {
      expect(read({ provisionedConcurrency: text }).provisionedConcurrency).toHaveLength(2);
    },
  );

  it.each([
    '40',
    '0 MON 18:45-19:30',
    '40 mon 18:45-19:30',
    '40 MON 18:45-18:45',
    '40 MON 24:00-24:30',
    '40 MON 18:45-19:30,',
    '40 MON-FRI 18:45-19:30, 60 FRI 19:15-20:00',
    '40 MON-FRI 18:45-19:30, 40 MON-FRI 19:30-20:15',
    '40 SAT-MON 08:00-12:00, 40 SUN 09:00-10:00',
  ])('refuse provisionedConcurrency=%j', (text) => {
    expect(() => read({ provisionedConcurrency: text })).toThrow(
      `provisionedConcurrency is "${text}"; it must be class starts such as 40 MON-FRI 18:45-19:30 that do not touch, separated by commas, or empty`,
    );
  });

  it('refuse a name that is none of theirs', () => {
    expect(() => read({ stge: 'prod' })).toThrow(
      /^stages.dev.stge is not a setting; it must be one of account, awsRegion, alarmEmail, /,
    );
  });

  it('refuse variables that the stack fills itself', () => {
    expect(() => read({ usersTable: 'mine' })).toThrow('stages.dev.usersTable is not a setting');
  });

  it('want the data centre', () => {
    expect(() => readCloudSettings({})).toThrow(
      'region is not set; it must be set in cdk.json, under "stages" and "dev"',
    );
  });

  it('want settings that belong together, and backups in another region', () => {
    expect(() => read({ domainName: 'im.example.com' })).toThrow('certificateArn is not set');
    expect(() => read({ account: '111122223333' })).toThrow('awsRegion is not set');
    const backupVaultArn = 'arn:aws:backup:ap-southeast-1:111122223333:backup-vault:im-gateway';
    const at = (awsRegion: string) => ({ account: '111122223333', awsRegion, backupVaultArn });
    expect(() => read(at('ap-southeast-1'))).toThrow(
      "backupVaultArn is in the stage's own region, ap-southeast-1; it must be the ARN of an AWS Backup vault in another region, or empty",
    );
    expect(read(at('ap-east-1'))).toMatchObject({ backupVaultArn });
  });

  it('want an address for the alarms in prod', () => {
    expect(() => read({ stage: 'prod', alarmEmail: '' })).toThrow(
      'alarmEmail is not set; it must be set in cdk.json, under "stages" and "prod"',
    );
  });

  it('are refused on the command line, because the next deploy would lack them', () => {
    expect(() => readCloudSettings({ ...contextOf({}), waf: 'true' })).toThrow(
      'waf is given on the command line; it must be in cdk.json, under "stages" and the stage',
    );
    expect(() => readCloudSettings({ ...contextOf({}), stge: 'prod' })).toThrow(
      'stge is not a setting; it must be one of stage, rollout',
    );
  });
});
