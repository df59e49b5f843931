import { describe, expect, it } from 'vitest';
import { readSetting, settings } from '../../functions/contract/settings.ts';

describe('a setting', () => {
  it.each([
    [settings.timeZone, {}, 'Asia/Shanghai'],
    [settings.timeZone, { TIME_ZONE: 'Europe/Paris' }, 'Europe/Paris'],
    [settings.errorStatus, {}, 'http'],
    [settings.serverJoin, { SERVER_JOIN: 'off' }, 'off'],
    [settings.roomIdleMinutes, {}, 10_080],
    [settings.roomIdleMinutes, { ROOM_IDLE_MINUTES: '60' }, 60],
    [settings.createRoles, {}, ['admin', 'teacher', 'student']],
    [settings.createRoles, { CREATE_ROLES: 'admin,teacher' }, ['admin', 'teacher']],
    [settings.corsOrigins, {}, []],
    [
      settings.corsOrigins,
      { CORS_ORIGINS: 'https://a.example,https://b.example:8443' },
      ['https://a.example', 'https://b.example:8443'],
    ],
    [
      settings.rongCloudHosts,
      { RONGCLOUD_HOSTS: 'singapore-b' },
      ['https://api.sg-b-light-api.com', 'https://api-b.sg-b-light-api.com'],
    ],
    [
      settings.rongCloudHosts,
      { RONGCLOUD_HOSTS: 'https://one.example,https://two.example' },
      ['https://one.example', 'https://two.example'],
    ],
    [settings.rongCloudHosts, { RONGCLOUD_HOSTS: 'http://127.0.0.1:8001' }, ['http://127.0.0.1:8001']],
  ])('$variable is read from %j as %j', (setting, environment, value) => {
    expect(readSetting<unknown>(environment, setting)).toEqual(value);
  });

  it.each([
    [settings.rongCloudSecretId, {}, 'RONGCLOUD_SECRET_ID is not set; it must be any text that is not empty'],
    [
      settings.timeZone,
      { TIME_ZONE: 'Mars' },
      'TIME_ZONE is "Mars"; it must be an IANA time zone, such as Asia/Shanghai',
    ],
    // Intl takes it for America/Chicago.
    [
      settings.timeZone,
      { TIME_ZONE: 'CST' },
      'TIME_ZONE is "CST"; it must be an IANA time zone, such as Asia/Shanghai',
    ],
    [settings.errorStatus, { ERROR_STATUS: '200' }, 'ERROR_STATUS is "200"; it must be http or always200'],
    [
      settings.roomIdleMinutes,
      { ROOM_IDLE_MINUTES: '59' },
      'ROOM_IDLE_MINUTES is "59"; it must be a whole number from 60 to 10080',
    ],
    [
      settings.createRoles,
      { CREATE_ROLES: '' },
      'CREATE_ROLES is ""; it must be one or more of admin, teacher, student, separated by commas',
    ],
    [
      settings.corsOrigins,
      { CORS_ORIGINS: '*' },
      'CORS_ORIGINS is "*"; it must be origins such as https://app.example.com, separated by commas',
    ],
  ])('refused names the variable, its value and what is allowed (%#)', (setting, environment, message) => {
    expect(() => readSetting<unknown>(environment, setting)).toThrow(message);
  });

  it.each([
    'http://api.rong-api.com',
    'api.rong-api.com',
    '169.254.169.254',
    'http://169.254.169.254',
    '127.0.0.1',
    'http://localhost:8001',
    'https://evil.com#.rong-api.com',
    'https://user@api.rong-api.com',
    'https://api.rong-api.com/',
    'https://api.rong-api.com?x',
    'moon',
    'toString',
    '',
  ])('RONGCLOUD_HOSTS is refused as %j', (text) => {
    expect(() => readSetting({ RONGCLOUD_HOSTS: text }, settings.rongCloudHosts)).toThrow(
      'RONGCLOUD_HOSTS is',
    );
  });
});
