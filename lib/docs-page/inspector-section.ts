import { html, type Markup } from './markup.ts';

/** The local state inspector, which only the page of the local run has: chatrooms, users and calls to RongCloud. */
export const inspectorSection: Markup = html`
  <aside id="inspector" aria-labelledby="inspector-title">
    <h2 id="inspector-title">On this machine</h2>
    <p class="service-status" role="status" id="service-status"></p>
    <details class="story" open>
      <summary>See a chatroom recreated</summary>
      <ol>
        <li>Click “RongCloud loses it”. RongCloud drops chatrooms that nobody uses.</li>
        <li>Click “App joins”. RongCloud refuses: no such chatroom.</li>
        <li>Send <a href="#chatroom-join">Join a chatroom</a> with its id. im-gateway recreates it under the same id.</li>
      </ol>
    </details>
    <label class="search">Search <input type="search" id="search" placeholder="user, chatroom or id" maxlength="150"></label>
    <section aria-labelledby="rooms-title">
      <div class="bar">
        <h3 id="rooms-title">Chatrooms <span class="hint" id="rooms-total"></span></h3>
        <label>app of <select id="app-user"></select></label>
      </div>
      <p class="action-result" role="status" id="action-result"></p>
      <ul id="rooms" class="rooms" tabindex="0" aria-labelledby="rooms-title"></ul>
    </section>
    <section aria-labelledby="calls-title">
      <h3 id="calls-title">Calls to RongCloud</h3>
      <ol id="calls" class="calls" tabindex="0" aria-labelledby="calls-title"></ol>
    </section>
    <section aria-labelledby="users-title">
      <h3 id="users-title">Users <span class="hint" id="users-total"></span></h3>
      <ul id="users" class="users"></ul>
    </section>
  </aside>`;
