import { html, type Markup } from './markup.ts';
import type { PageTexts } from './texts/page-texts.ts';

/** The local state inspector, which only the page of the local run has: chatrooms, users and calls to RongCloud. */
export const inspectorSection = ({ machine }: PageTexts): Markup => html`
  <aside id="inspector" class="needs-script" aria-labelledby="inspector-title">
    <h2 id="inspector-title">${machine.title}</h2>
    <p class="service-status" role="status" id="service-status"></p>
    <details class="story" open>
      <summary>${machine.recreation}</summary>
      <ol>${machine.recreationSteps.map((step) => html`<li>${step}</li>`)}</ol>
    </details>
    <label class="search">${machine.search} <input type="search" id="search" placeholder="${machine.searchFor}" maxlength="150"></label>
    <section aria-labelledby="rooms-title">
      <div class="bar">
        <h3 id="rooms-title">${machine.chatrooms} <span class="hint" id="rooms-total"></span></h3>
        <label>${machine.appOf} <select id="app-user"></select></label>
      </div>
      <p class="action-result" role="status" id="action-result"></p>
      <ul id="rooms" class="rooms" tabindex="0" aria-labelledby="rooms-title"></ul>
    </section>
    <section aria-labelledby="calls-title">
      <h3 id="calls-title">${machine.calls}</h3>
      <ol id="calls" class="calls" tabindex="0" aria-labelledby="calls-title"></ol>
    </section>
    <section aria-labelledby="users-title">
      <h3 id="users-title">${machine.users} <span class="hint" id="users-total"></span></h3>
      <ul id="users" class="users"></ul>
    </section>
  </aside>`;
