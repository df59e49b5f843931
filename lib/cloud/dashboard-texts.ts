import type { Language } from '../../functions/contract/reasons.ts';

const en = {
  alarms: 'Alarms',
  callsByEndpoint: 'Calls a minute, by endpoint',
  failuresByCode: 'Failures a minute, by code',
  timeToAnswer: 'Time to answer, ms',
  timeInFunction: 'Time in the function (p99), ms',
  coldStarts: 'Cold starts a minute, and their ms (p99)',
  coldStartCount: 'cold starts',
  ms: 'ms',
  running: 'Functions at work, and refused by Lambda',
  refused: 'refused',
  rongCloudCalls: 'Calls that ask RongCloud, and failed there',
  failed: 'failed',
  refusals: 'Refusals, by RongCloud code',
  circuitAndSecret: 'Circuit open (calls refused), secret age in seconds',
  age: 'age',
  logins: 'Logins refused, throttled calls',
  byGateway: 'by the gateway',
  reconciler: 'Chatrooms put off and given up by the reconciler',
  runs: 'runs',
  drift: 'Drift from RongCloud today',
  missing: 'missing there',
  reads: 'DynamoDB read units',
  writes: 'DynamoDB write units',
  cost: 'Dollars a day for calls, at list prices',
};

export type DashboardTexts = Readonly<typeof en>;

const zh: DashboardTexts = {
  alarms: '告警',
  callsByEndpoint: '每分钟调用数（按接口）',
  failuresByCode: '每分钟失败数（按 code）',
  timeToAnswer: '应答耗时（毫秒）',
  timeInFunction: '函数耗时（p99，毫秒）',
  coldStarts: '每分钟冷启动次数与耗时（p99，毫秒）',
  coldStartCount: '冷启动',
  ms: '毫秒',
  running: '函数并发数与被 Lambda 拒绝的调用',
  refused: '被拒绝',
  rongCloudCalls: '需要访问融云的调用与在融云的失败',
  failed: '失败',
  refusals: '融云拒绝的调用（按错误码）',
  circuitAndSecret: '熔断期间拒绝的调用、密钥距上次刷新的秒数',
  age: '秒数',
  logins: '被拒绝的登录、被限流的调用',
  byGateway: '网关限流',
  reconciler: '后台核对任务推迟和放弃的聊天室',
  runs: '运行次数',
  drift: '今日与融云的差异',
  missing: '融云缺少的聊天室',
  reads: 'DynamoDB 读取单位',
  writes: 'DynamoDB 写入单位',
  cost: '每日调用费用（美元，按目录价）',
};

export const dashboardTexts: Readonly<Record<Language, DashboardTexts>> = { en, zh };
