import { html } from '../../markup.ts';
import type { PageTexts } from '../en/page.ts';

export const page: PageTexts = {
  skip: '跳到接口列表',
  contents: '本页目录',
  language: '语言',
  lead: '直播课程应用通过以下接口使用融云 IM。填写参数，发送请求，查看响应。',
  envelope: html`所有响应均为 JSON，其中 <code>ret</code> 为 <code>success</code> 或 <code>fail</code>。`,
  howToSend: '请求方式',
  sendAs: '发送为',
  ways: { basic: 'POST + Basic', form: 'POST 表单', json: 'POST JSON', url: 'GET' },
  urlWarning: 'URL 中包含密码，会被浏览器历史、代理和日志记录。',
  optional: '可选',
  send: '发送',
  cancel: '取消',
  copy: '复制',
  codeIn: '代码',
  sameCall: '同一请求的代码',
  noScript: '未启用 JavaScript 时可以阅读文档，但不能发送请求。',
  replyTo: (summary) => `“${summary}”的响应`,
  exampleResponse: '响应示例',
  errors: '错误',
  errorsOfEvery: html`此外，每个接口都可能返回<a href="#failures">公共错误</a>。`,
  codeAndStatus: '错误码与状态码',
  reason: '原因',
  aboutErrors: html`错误码是固定列表，供程序判断。reason 供人阅读，语言由 <code>Accept-Language</code> 决定。响应中有
    <code>Retry-After</code> 时，请等待其指定的秒数后重试。`,
  machine: {
    title: '本机状态',
    recreation: '查看聊天室如何重建',
    recreationSteps: [
      html`点击“融云销毁”。融云会自动销毁闲置的聊天室。`,
      html`点击“应用加入”。融云拒绝：聊天室不存在。`,
      html`用该聊天室的 id 发送<a href="#chatroom-join">加入聊天室</a>。im-gateway 会以相同的 id 重新创建。`,
    ],
    search: '搜索',
    searchFor: '用户、聊天室或 id',
    chatrooms: '聊天室',
    appOf: '应用所属用户',
    calls: '对融云的调用',
    users: '用户',
  },
};
