import { basePlaceholder } from '../../functions/http/page.ts';
import { choice, html } from './markup.ts';
import { shownFaults } from './shown-faults.ts';
import type { PageTexts } from './texts/page-texts.ts';

type Texts = PageTexts['machine'];

const roomsPanel = (texts: Texts) => html`
    <section id="rooms-panel" aria-labelledby="rooms-title">
      <div class="bar">
        <h3 id="rooms-title">${texts.tabs.rooms} <span class="hint" id="rooms-total"></span></h3>
        <label>${texts.appOf} <select id="app-user"></select></label>
      </div>
      <p class="action-result" role="status" id="action-result" data-refusals="${JSON.stringify(texts.refusals)}"></p>
      <ul id="rooms" class="rooms"></ul>
    </section>`;

const faultsPanel = (texts: Texts) => html`
    <section id="faults-panel" aria-labelledby="faults-title" hidden>
      <h3 id="faults-title">${texts.faults}</h3>
      <p class="hint">${texts.aboutFaults}</p>
      <form id="fault-form" class="fault-form">
        <label>${texts.fault}
          <select name="name">
            <option value="none">${texts.faultNames.none}</option>
            ${shownFaults.map(
              (fault) =>
                html`<option value="${fault.name}" data-fault="${JSON.stringify(fault)}">${texts.faultNames[fault.name]}</option>`,
            )}
          </select></label>
        <label>${texts.faultCalls}
          <input name="calls" type="number" min="1" max="1000" value="3" required></label>
        <button type="submit">${texts.apply}</button>
      </form>
      <p class="action-result" role="status" id="armed"></p>
    </section>`;

/** The local state inspector, which only the page of the local run has: chatrooms, calls to RongCloud, users, faults. */
export const inspectorSection = ({ machine }: PageTexts) => html`
  <aside id="inspector" class="needs-script" tabindex="-1" aria-labelledby="inspector-title">
    <h2 id="inspector-title">${machine.title}</h2>
    <p class="service-status" role="status" id="service-status" data-lost="${machine.serviceLost}"></p>
    <p><a href="${basePlaceholder}class/">${machine.sample}</a></p>
    <details class="story" open>
      <summary>${machine.recreation}</summary>
      <ol>${machine.recreationSteps.map((step) => html`<li>${step}</li>`)}</ol>
    </details>
    <label class="search">${machine.search} <input type="search" id="search" placeholder="${machine.searchFor}" maxlength="150"></label>
    ${choice('panel', machine.show, machine.tabs)}
    ${roomsPanel(machine)}
    <section id="calls-panel" aria-labelledby="calls-title" hidden>
      <h3 id="calls-title">${machine.calls}</h3>
      <ol id="calls" class="calls"></ol>
    </section>
    <section id="users-panel" aria-labelledby="users-title" hidden>
      <h3 id="users-title">${machine.tabs.users} <span class="hint" id="users-total"></span></h3>
      <ul id="users" class="users"></ul>
    </section>
    ${faultsPanel(machine)}
  </aside>`;
