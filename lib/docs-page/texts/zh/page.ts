import { html } from '../../markup.ts';
import type { PageTexts } from '../en/page.ts';
import { machine } from './machine.ts';

export const page: PageTexts = {
  skip: '跳到接口列表',
  skipToMachine: '跳到本机状态',
  contents: '本页目录',
  language: '语言',
  lead: '直播课程应用通过以下接口使用融云 IM。填写参数，发送请求，查看响应。',
  envelope: html`所有响应均为 JSON，其中 <code>ret</code> 为 <code>success</code> 或 <code>fail</code>。`,
  sequence: {
    title: '应用的调用顺序',
    steps: [
      html`<a href="#user-get-token"><code>user_get_token</code></a> 返回 token。`,
      html`融云 SDK：<code>connect(token)</code>。错误码 31004 表示 token 无效：以 <code>refresh=1</code> 调用
        user_get_token，然后重新连接一次。`,
      html`以聊天室的 id 调用 <a href="#chatroom-join"><code>chatroom_join</code></a>。如果融云已销毁该聊天室，会重新创建。
        <code>NOT_ALLOWED</code> 表示该用户已被移出。`,
      html`融云 SDK：<code>joinExistChatRoom</code>，以文本传入同一个 id。错误码 23410 表示聊天室不存在：重复第 3 步。`,
    ],
  },
  sendAs: '发送方式',
  ways: { basic: 'POST + Basic', form: 'POST 表单', json: 'POST JSON', url: 'GET' },
  urlWarning: 'URL 中包含密码，会被浏览器历史、代理和日志记录。',
  optional: '可选',
  send: '发送',
  cancel: '取消',
  codeIn: '代码',
  noScript: '未启用 JavaScript 时可以阅读文档，但不能发送请求。',
  replyTo: (summary) => `“${summary}”的响应`,
  exampleResponse: '响应示例',
  errors: '错误',
  errorsOfEvery: html`此外，每个接口都可能返回<a href="#failures">公共错误</a>。`,
  codeAndStatus: '错误码与状态码',
  reason: '原因',
  aboutErrors: html`错误码是固定列表，供程序判断。reason 供人阅读，语言由 <code>Accept-Language</code> 决定。响应中有
    <code>Retry-After</code> 时，请等待其指定的秒数后重试。`,
  machine,
};
