import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { type Language, languages } from '../../functions/contract/reasons.ts';
import { basePlaceholder } from '../../functions/http/page.ts';
import { allFailureCases } from '../openapi/failures.ts';
import { endpointSection, failureTable, type PageOptions } from './endpoint-section.ts';
import { inspectorSection } from './inspector-section.ts';
import { choice, html } from './markup.ts';
import { languageTags, type PageTexts, pageTexts } from './texts/page-texts.ts';

const rows = Object.values<EndpointRow>(endpoints);

const navigation = ({ contents, errors, machine }: PageTexts, { language, isLocal }: PageOptions) => html`
  <nav aria-label="${contents}">
    <details id="contents" open>
    <summary>${contents}</summary>
    <ul>
      ${isLocal ? html`<li class="to-machine"><a href="#inspector">${machine.title}</a></li>` : ''}
      ${rows.map(({ name, summary }) => html`<li><a href="#${name}">${summary[language]}</a></li>`)}
      <li><a href="#failures">${errors}</a></li>
    </ul>
    </details>
  </nav>`;

/** Each name in its own language. */
const languageNames: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

const languageLinks = (texts: PageTexts, current: Language) => html`
  <nav class="languages" aria-label="${texts.language}">
    ${languages.map(
      (one) =>
        html`<a href="?lang=${one}" lang="${languageTags[one]}" hreflang="${languageTags[one]}"${one === current ? html` aria-current="true"` : ''}>${languageNames[one]}</a> `,
    )}
  </nav>`;

const introduction = (texts: PageTexts, language: Language) => html`
  <header class="masthead">
    <div class="title-bar">
      <h1>im-gateway</h1>
      ${languageLinks(texts, language)}
    </div>
    <p class="lead">${texts.lead}</p>
    <p class="hint">${texts.envelope} <a href="${basePlaceholder}openapi.json">OpenAPI 3.1</a></p>
    <details class="sequence">
      <summary>${texts.sequence.title}</summary>
      <ol>${texts.sequence.steps.map((step) => html`<li>${step}</li>`)}</ol>
    </details>
  </header>`;

const toolbar = (texts: PageTexts) => html`
  <div class="toolbar needs-script">
    ${choice('way', texts.sendAs, texts.ways)}
  </div>
  <p class="warning" id="url-warning" hidden>${texts.urlWarning}</p>`;

const failureSection = (texts: PageTexts, language: Language) => html`
  <section id="failures" aria-labelledby="failures-title">
    <h2 id="failures-title">${texts.errors}</h2>
    <p>${texts.aboutErrors}</p>
    ${failureTable(allFailureCases, language)}
  </section>`;

/** The page's HTML, without inline scripts and styles: the content security policy forbids them. */
export function pageHtml(options: PageOptions): string {
  const { language, isLocal } = options;
  const texts = pageTexts[language];
  return html`<!doctype html>
<html lang="${languageTags[language]}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>im-gateway</title>
  <link rel="icon" href="${basePlaceholder}icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="${basePlaceholder}page.css">
  <script src="${basePlaceholder}page.js" defer></script>
</head>
<body class="${isLocal ? 'local' : 'deployed'}">
  <a class="skip" href="#${rows[0]?.name ?? ''}">${texts.skip}</a>
  ${isLocal ? html`<a class="skip needs-script" href="#inspector">${texts.skipToMachine}</a>` : ''}
  ${navigation(texts, options)}
  <main>
    ${introduction(texts, language)}
    <noscript><p class="warning">${texts.noScript}</p></noscript>
    ${toolbar(texts)}
    ${rows.map((row) => endpointSection(row, options))}
    ${failureSection(texts, language)}
    ${isLocal ? html`<a class="to-machine floating needs-script" href="#inspector">${texts.machine.title}</a>` : ''}
  </main>
  ${isLocal ? inspectorSection(texts) : ''}
</body>
</html>
`.markup;
}
