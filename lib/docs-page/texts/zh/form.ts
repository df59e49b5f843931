import type { FormTexts } from '../en/form.ts';

export const form: FormTexts = {
  copy: (code) => `复制 ${code}`,
  copied: '已复制，不含密码',
  notCopied: '无法复制，请选中文本',
  sending: '正在发送…',
  headers: '响应头',
  success: '成功',
  notOurs: '不是 im-gateway 的响应',
  noReply: {
    'not-reached': '无法连接服务。',
    'timed-out': '服务在 30 秒内没有响应，请求可能已被执行。',
    cancelled: '已取消。请求可能已被服务执行。',
  },
};
