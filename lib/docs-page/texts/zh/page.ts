import { html } from '../../markup.ts';
import type { PageTexts } from '../en/page.ts';
import { inspector } from './inspector.ts';

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
  howToSend: '如何发送',
  sendAs: '发送方式',
  ways: { basic: 'POST + Basic', form: 'POST 表单', json: 'POST JSON', url: 'GET' },
  urlWarning: 'URL 中包含密码，会被浏览器历史、代理和日志记录。',
  optional: '可选',
  send: '发送',
  cancel: '取消',
  copy: '复制',
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
  machine: {
    title: '本机状态',
    sample: '示例应用：老师与学生的课堂',
    recreation: '查看聊天室如何重建',
    recreationSteps: [
      html`点击“${inspector.rongCloudLoses}”。融云会自动销毁闲置的聊天室。`,
      html`点击“${inspector.app.join}”。融云拒绝：聊天室不存在。`,
      html`用该聊天室的 id 发送<a href="#chatroom-join">加入聊天室</a>。im-gateway 会以相同的 id 重新创建。`,
    ],
    search: '搜索',
    searchFor: '用户、聊天室或 id',
    chatrooms: '聊天室',
    appOf: '应用用户',
    calls: '对融云的调用',
    users: '用户',
    show: '显示',
    tabs: { rooms: '聊天室', calls: '调用', users: '用户', faults: '故障' },
    faults: '融云故障',
    aboutFaults: html`融云对接下来的若干次调用模拟所选故障。im-gateway 在安全时会重试一次，因此只有一次的故障可能看不到。
      发送请求后，请查看响应和“调用”列表。`,
    fault: '故障',
    faultNames: {
      none: '无',
      'rate-limited': 'rate-limited：调用过于频繁',
      'reply-delayed': 'reply-delayed：1.5 秒后才响应',
      silence: 'silence：始终不响应',
      'reset-before-effect': 'reset-before-effect：连接中断，调用未执行',
      'reset-after-effect': 'reset-after-effect：调用已执行，响应丢失',
      'server-error': 'server-error：HTTP 503 错误',
      'html-reply': 'html-reply：返回网页而不是 JSON',
      'signature-refused': 'signature-refused：签名被拒，如 App Secret 已更换',
      'room-lost': 'room-lost：调用前聊天室已被融云销毁',
    },
    faultCalls: '调用次数',
    apply: '设置',
  },
};
