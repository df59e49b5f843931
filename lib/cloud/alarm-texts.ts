import type { Wording } from '../../functions/contract/reasons.ts';

/**
 * The meaning of each alarm, which is in its mail. The English texts are in ASCII: CloudFormation reads other characters
 * back as question marks, which `cdk diff` leaves out and `cdk import` takes for changes.
 * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/814
 */
export const alarmTexts = {
  'server-failures': {
    en: 'One call in a hundred failed in this service or at RongCloud.',
    zh: '百分之一的调用在本服务或融云失败。',
  },
  'slow-replies': {
    en: 'One call in a hundred took longer than 3 seconds.',
    zh: '百分之一的调用耗时超过 3 秒。',
  },
  'function-timeouts': { en: 'A function ran into its own timeout.', zh: '函数运行超时。' },
  'function-throttled': {
    en: 'Lambda refused calls: too many at once.',
    zh: 'Lambda 拒绝了调用：并发过高。',
  },
  concurrency: {
    en: '80 % of the functions that may run at once are running.',
    zh: '已使用可用并发的 80 %。',
  },
  'gateway-throttled': {
    en: 'API Gateway refused calls beyond the rate of a method.',
    zh: 'API Gateway 拒绝了超过方法频率限制的调用。',
  },
  'store-unavailable': {
    en: 'DynamoDB or Secrets Manager could not be reached.',
    zh: '无法访问 DynamoDB 或 Secrets Manager。',
  },
  'wrong-logins': {
    en: 'Somebody tries passwords, or an app sends old ones.',
    zh: '有人在猜测密码，或应用仍在发送旧密码。',
  },
  'throttled-logins': { en: 'The login throttle refuses logins.', zh: '登录限流正在拒绝登录。' },
  'login-counters-unavailable': { en: 'Failed logins could not be counted.', zh: '无法记录登录失败次数。' },
  'upstream-failures': {
    en: 'One call in twenty failed at RongCloud.',
    zh: '二十分之一的调用在融云失败。',
  },
  'circuit-open': {
    en: 'RongCloud has not been called for two minutes, because it did not reply.',
    zh: '融云没有响应，已暂停调用融云两分钟。',
  },
  'signature-refused': {
    en: 'RongCloud refused the App Key or App Secret (1004).',
    zh: '融云拒绝了 App Key 或 App Secret（1004）。',
  },
  'rate-limited': {
    en: "Calls exceeded RongCloud's rate limit (1008).",
    zh: '调用超过融云的频率限制（1008）。',
  },
  'secret-unreadable': {
    en: 'The App Key and App Secret could not be read; the log says what to do.',
    zh: '无法读取 App Key 和 App Secret，处理方法见日志。',
  },
  'secret-stale': {
    en: 'The RongCloud secret has not been refreshed for an hour.',
    zh: '融云密钥已超过一小时未刷新。',
  },
  'reconciler-stopped': {
    en: 'The reconciler has not finished a run for five minutes.',
    zh: '后台核对任务五分钟没有完成。',
  },
  'chatrooms-pending': {
    en: 'Chatrooms wait for more than three minutes to be destroyed at RongCloud.',
    zh: '有聊天室等待在融云销毁已超过三分钟。',
  },
  'callbacks-lost': {
    en: "RongCloud's callbacks left out joins or leaves: attendance is incomplete.",
    zh: '融云的回调遗漏了加入或退出事件，考勤不完整。',
  },
  'probe-failing': {
    en: 'The probe could not make its calls in two of three minutes.',
    zh: '三分钟内有两次探测失败。',
  },
} as const satisfies Record<string, Wording>;

export type AlarmName = keyof typeof alarmTexts;

/** The meaning of an endpoint's own alarm. */
export const endpointText = (endpoint: string): Wording => ({
  en: `${endpoint} crashed or failed by a fault of its own.`,
  zh: `${endpoint} 崩溃，或因自身故障而失败。`,
});

/** Where the runbook tells what to do. It has one heading per alarm; all endpoints share one heading. */
export const runbookText = (heading: string): Wording => ({
  en: ` See docs/runbook.md#${heading}`,
  zh: `处理方法见 docs/zh-CN/runbook.md#${heading}`,
});
