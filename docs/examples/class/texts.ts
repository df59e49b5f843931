const en = {
  language: 'en',
  enter: 'Enter',
  mute: 'Mute',
  unmute: 'Unmute',
  kick: 'Remove',
  readmit: 'Let back in',
  inRoom: (count: number) => `${count} in the room`,
  isPresent: 'in the room',
  isAway: 'not in the room',
  andMuted: (place: string) => `${place}, muted`,
  isKeptOut: 'removed',
  announced: (text: string) => `Announcement: ${text}`,
  ended: 'The class has ended.',
  mayNotWrite: 'You are muted: the message was not sent.',
  sdkFailed: (code: number) => `RongCloud’s SDK reports code ${code}.`,
  unexpected: (error: string) => `Something went wrong: ${error}`,
  of: (action: string, name: string) => `${action}: ${name}`,
};

export type Texts = Readonly<typeof en>;

const zh: Texts = {
  language: 'zh-CN',
  enter: '进入',
  mute: '禁言',
  unmute: '解除禁言',
  kick: '移出',
  readmit: '允许重新加入',
  inRoom: (count) => `${count} 人在课堂中`,
  isPresent: '在课堂中',
  isAway: '不在课堂中',
  andMuted: (place) => `${place}，已禁言`,
  isKeptOut: '已移出',
  announced: (text) => `公告：${text}`,
  ended: '已下课。',
  mayNotWrite: '您已被禁言，消息未发送。',
  sdkFailed: (code) => `融云 SDK 返回错误码 ${code}。`,
  unexpected: (error) => `出错了：${error}`,
  of: (action, name) => `${action}：${name}`,
};

/** The texts of index.html in Chinese, by `data-text`. */
export const pageInChinese: Readonly<Record<string, string>> = {
  title: '直播课堂',
  teacher: '老师',
  pupil: '学生',
  signIn: '登录',
  username: '用户名',
  password: '密码',
  openRooms: '进行中的课堂',
  noRoom: '还没有开始的课堂。',
  roomName: '课堂名称',
  open: '开课',
  leave: '退出',
  end: '下课',
  chat: '聊天',
  message: '消息',
  send: '发送',
  controls: '课堂管理',
  silence: '全体禁言',
  announcement: '公告',
  announce: '发布公告',
  pupils: '学生',
  attendance: '考勤',
  name: '用户名',
  time: '在场时长',
  visits: '进入次数',
  incomplete: '数据不完整：缺少融云的回调。',
  back: '返回课堂列表',
  about: '本示例使用 im-gateway 的类型化客户端编写，融云客户端 SDK 由对本机模拟器的调用代替。',
};

export const isChinese = navigator.language.startsWith('zh');

/** The texts of the script in the browser's language. */
export const texts = isChinese ? zh : en;
