import { html, type Markup } from './markup.ts';

/** What only the page of the local run has: this machine's users and rooms, and what RongCloud was asked. */
export const inspectorSection: Markup = html`
  <aside id="inspector" aria-labelledby="inspector-title">
    <h2 id="inspector-title">On this machine</h2>
    <details class="story" open>
      <summary>See a room heal</summary>
      <ol>
        <li>Let RongCloud lose a room, as it does with rooms that nobody uses.</li>
        <li>Let the app join it: RongCloud has no such room.</li>
        <li>Send <a href="#chatroom-join">Join a chatroom</a> with its id: im-gateway makes it again.</li>
      </ol>
    </details>
    <p class="lost" role="status" id="lost"></p>
    <label class="search">Search <input type="search" id="search" placeholder="user, chatroom or id"></label>
    <section aria-labelledby="rooms-title">
      <div class="bar">
        <h3 id="rooms-title">Rooms <span class="hint" id="rooms-total"></span></h3>
        <label>app of <select id="pupil"></select></label>
      </div>
      <p class="said" role="status" id="said"></p>
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
