import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { basePlaceholder } from '../../functions/http/page.ts';
import { allFailureCases } from '../openapi/failures.ts';
import { endpointSection, failureTable } from './endpoint-section.ts';
import { inspectorSection } from './inspector-section.ts';
import { html, type Markup } from './markup.ts';

export interface PageOptions {
  /** Whether the page has the local state inspector. */
  readonly isLocal: boolean;
}

const rows = Object.values<EndpointRow>(endpoints);

const ways = { basic: 'POST + Basic', form: 'POST form', json: 'POST JSON', url: 'GET' };

const reasonLanguages = { en: 'English', zh: '中文' };

/** Radio buttons, so that the arrow keys work. The first is checked. */
const choice = (name: string, legend: string, options: Readonly<Record<string, string>>): Markup => html`
  <fieldset class="choice">
    <legend>${legend}</legend>
    ${Object.entries(options).map(
      ([value, label], index) => html`
        <label><input type="radio" name="${name}" value="${value}"${index === 0 ? html` checked` : ''}><span>${label}</span></label>`,
    )}
  </fieldset>`;

const navigation = (isLocal: boolean): Markup => html`
  <nav aria-label="On this page">
    <ul>
      ${rows.map(({ name, summary }) => html`<li><a href="#${name}">${summary.en}</a></li>`)}
      <li><a href="#failures">Failures</a></li>
      ${isLocal ? html`<li class="to-inspector"><a href="#inspector">On this machine</a></li>` : ''}
    </ul>
  </nav>`;

const introduction: Markup = html`
  <header class="masthead">
    <h1>im-gateway</h1>
    <p class="lead">The calls that a live-course app makes to its server for RongCloud <span lang="zh">融云</span> IM.
      Fill in, send, and read the reply.</p>
    <p class="hint">Every reply is JSON with <code>ret</code>: <code>success</code> or <code>fail</code>.
      <a href="openapi.json">OpenAPI 3.1</a></p>
  </header>`;

const toolbar: Markup = html`
  <div class="toolbar" role="group" aria-label="How to send">
    ${choice('way', 'Send as', ways)}
    ${choice('language', 'Reasons in', reasonLanguages)}
  </div>
  <p class="warning" id="url-warning" hidden>The URL includes the password. Histories, proxies and logs keep URLs.</p>`;

const failureSection: Markup = html`
  <section id="failures" aria-labelledby="failures-title">
    <h2 id="failures-title">Failures</h2>
    <p>The codes are a closed list, for programs. The reason is for a person, in the language of
      <code>Accept-Language</code>. If a reply has <code>Retry-After</code>, wait that many seconds.</p>
    <p class="translation" lang="zh">错误码为固定列表，供程序判断；reason 供人阅读，语言由 Accept-Language 决定。</p>
    ${failureTable(allFailureCases)}
  </section>`;

/** The page's HTML, without inline scripts and styles: the content security policy forbids them. */
export const pageHtml = ({ isLocal }: PageOptions): string =>
  html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <base href="${basePlaceholder}">
  <title>im-gateway</title>
  <link rel="icon" href="icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="page.css">
  <script src="page.js" defer></script>
</head>
<body class="${isLocal ? 'local' : 'deployed'}">
  <a class="skip" href="#${rows[0]?.name ?? ''}">Skip to the calls</a>
  ${navigation(isLocal)}
  <main>
    ${introduction}
    ${toolbar}
    ${rows.map((row) => endpointSection(row, isLocal))}
    ${failureSection}
  </main>
  ${isLocal ? inspectorSection : ''}
</body>
</html>
`.markup;
