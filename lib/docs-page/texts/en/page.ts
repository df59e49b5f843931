import { html } from '../../markup.ts';
import { machine } from './machine.ts';

/** The texts of the HTML in English. Every other language has the same ones. */
export const page = {
  skip: 'Skip to the calls',
  skipToMachine: 'Skip to: On this machine',
  contents: 'On this page',
  language: 'Language',
  lead: 'The calls that a live-course app makes to its server for RongCloud IM. Fill in, send, and read the reply.',
  envelope: html`Every reply is JSON with <code>ret</code>: <code>success</code> or <code>fail</code>.`,
  sequence: {
    title: 'The calls of an app in their order',
    steps: [
      html`<a href="#user-get-token"><code>user_get_token</code></a> returns the token.`,
      html`RongCloud’s SDK: <code>connect(token)</code>. Error 31004, token invalid: call user_get_token with
        <code>refresh=1</code>, then connect once more.`,
      html`<a href="#chatroom-join"><code>chatroom_join</code></a> with the id of the chatroom. It recreates a chatroom that RongCloud
        has dropped. <code>NOT_ALLOWED</code>: the user was kicked.`,
      html`RongCloud’s SDK: <code>joinExistChatRoom</code> with the same id as text. Error 23410, no such chatroom:
        repeat step 3.`,
    ],
  },
  sendAs: 'Send as',
  ways: { basic: 'POST + Basic', form: 'POST form', json: 'POST JSON', url: 'GET' },
  urlWarning: 'The URL includes the password. Histories, proxies and logs keep URLs.',
  optional: 'optional',
  send: 'Send',
  cancel: 'Cancel',
  codeIn: 'Code in',
  noScript: 'Without JavaScript the documentation can be read. Sending calls needs JavaScript.',
  replyTo: (summary: string) => `Reply to: ${summary}`,
  exampleResponse: 'Example response',
  errors: 'Errors',
  errorsOfEvery: html`Every endpoint may also return <a href="#failures">the errors that all have</a>.`,
  codeAndStatus: 'code, status',
  reason: 'reason',
  aboutErrors: html`The codes are a closed list, for programs. The reason is for a person, in the language of
    <code>Accept-Language</code>. If a reply has <code>Retry-After</code>, wait that many seconds.`,
  machine,
};

export type PageTexts = typeof page;
