import { html, type Markup } from './markup.ts';

/** What only the page of the local run has: this machine's users and rooms, and what RongCloud was asked. */
export const worldSection: Markup = html`
  <aside id="world" aria-labelledby="world-title">
    <h2 id="world-title">On this machine</h2>
    <details class="story" open>
      <summary>See a room heal</summary>
      <ol>
        <li>Let RongCloud lose a room, as it does with rooms that nobody uses.</li>
        <li>Let the app join it: RongCloud has no such room.</li>
        <li>Send <a href="#chatroom-join">Join a chatroom</a> with its id: im-gateway makes it again.</li>
      </ol>
    </details>
    <section aria-labelledby="rooms-title">
      <div class="bar">
        <h3 id="rooms-title">Rooms</h3>
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
      <h3 id="users-title">Users</h3>
      <ul id="users" class="users"></ul>
    </section>
  </aside>`;
