import type { FormTexts } from '../en/form.ts';

export const form: FormTexts = {
  copy: '复制',
  copied: '已复制',
  headers: '响应头',
  body: '响应体',
  success: '成功',
  notOurs: '不是 im-gateway 的响应',
  noResponse: '无响应',
  notReached: '无法连接服务。',
};
