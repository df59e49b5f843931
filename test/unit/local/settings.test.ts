import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readLocalSettings } from '../../../lib/local/settings.ts';

it('passes on the settings of the service that are set, and none that the local run writes itself', () => {
  const given = { ANNOUNCEMENT_TYPE: 'App:Note', TIME_ZONE: 'UTC' };
  const { functionVariables } = readLocalSettings({ ...given, RONGCLOUD_SECRET_ID: 'prod', HOME: '/root' });
  expect(functionVariables).toEqual(given);
});

it('has these defaults', () => {
  expect(readLocalSettings({})).toEqual({
    port: 8_000,
    host: '127.0.0.1',
    dataDir: join(process.cwd(), '.local'),
    dynamoDb: undefined,
    rongCloud: undefined,
    functionVariables: {},
  });
});

it('refuses a wrong setting of the service before the start', () => {
  expect(() => readLocalSettings({ ANNOUNCEMENT_TYPE: 'RC:ImgMsg' })).toThrow('ANNOUNCEMENT_TYPE is');
});
