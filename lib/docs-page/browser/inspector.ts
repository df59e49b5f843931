import './page.ts';
import { found, pageFolder, serviceRoot } from './elements.ts';
import { callEnded } from './endpoint-form.ts';
import { language } from './language.ts';

/** Soon enough to see the effect of a curl in a terminal. */
const refreshEveryMs = 2_000;
/** RongCloud's callback, which changes the attendance, comes after the reply to an action. */
const callbackWithinMs = 500;
/** After this the service counts as lost. Reading 20,000 users takes half a second. */
const timeoutMs = 10_000;

interface Look {
  readonly version: string;
  /** HTML by the id of its element; absent if this version is known. */
  readonly parts?: Readonly<Record<string, string>>;
}

/** Calls a route of the local run, by POST if there is a body. @throws if the service does not reply in time. */
async function callLocal<T>(url: URL, body?: string): Promise<T> {
  const method = body === undefined ? 'GET' : 'POST';
  const headers = { 'accept-language': language, 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/** Acts on the emulator. @returns 0, or the code that RongCloud's client SDKs report. */
async function control(name: string, ...values: readonly unknown[]): Promise<number> {
  const url = new URL(`_emulator/${name}`, serviceRoot);
  const { result } = await callLocal<{ result: number | null }>(url, JSON.stringify(values));
  return result ?? 0;
}

/** Fills the id of a chatroom into the form that a link leads to. */
function fillId({ hash }: HTMLAnchorElement, id: string): void {
  const field = found(`${hash}-id`, HTMLInputElement);
  field.value = id;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Shows the state of this machine. Its buttons act as a user's app, or let RongCloud lose a chatroom. */
class Inspector {
  private readonly root = found('#inspector', HTMLElement);
  private readonly rooms = found('#rooms', HTMLElement);
  private readonly search = found('#search', HTMLInputElement);
  private readonly appUser = found('#app-user', HTMLSelectElement);
  private readonly result = found('#action-result', HTMLElement);
  private readonly status = found('#service-status', HTMLElement);
  private readonly zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  private readonly shown = new Map<string, string>();
  private version = '';
  /** The id of the chatroom whose class is open. */
  private openRoom = '';

  start(): void {
    this.openPanels();
    this.search.addEventListener('input', () => this.refresh());
    document.addEventListener(callEnded, () => this.refresh());
    this.rooms.addEventListener('click', ({ target }) => {
      const clicked = target instanceof Element ? target.closest<HTMLElement>('[data-id]') : null;
      if (clicked !== null) void this.onClick(clicked);
    });
    const form = found('#fault-form', HTMLFormElement);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      // The refresh finds a service that is not there, and shows it.
      await this.arm(form).catch(() => {});
      await this.refresh();
    });
    void this.refreshAgain();
  }

  /** Shows one panel at a time, so that all fit beside the page without scrolling to the last. */
  private openPanels(): void {
    const choice = found('#inspector > .choice', HTMLElement);
    choice.addEventListener('change', () => {
      for (const { value, checked } of choice.querySelectorAll('input')) {
        found(`#${value}-panel`, HTMLElement).hidden = !checked;
      }
    });
  }

  private get wanted() {
    return { search: this.search.value.trim(), room: this.openRoom, zone: this.zone };
  }

  /** Shows what has changed, or that the service does not respond. Never rejects. */
  async refresh(): Promise<void> {
    const wanted = this.wanted;
    try {
      const query = new URLSearchParams({ ...wanted, version: this.version });
      const { version, parts } = await callLocal<Look>(new URL(`local/look?${query}`, pageFolder));
      this.showService(true);
      // The reply to an earlier request may come last.
      if (parts === undefined || JSON.stringify(wanted) !== JSON.stringify(this.wanted)) return;
      this.version = version;
      this.show(parts);
    } catch {
      this.showService(false);
    }
  }

  /** Waits for the reply before the next look, so that slow ones do not pile up. */
  private async refreshAgain(): Promise<void> {
    if (!document.hidden) await this.refresh();
    setTimeout(() => this.refreshAgain(), refreshEveryMs);
  }

  private showService(isThere: boolean): void {
    const text = isThere ? '' : (this.status.dataset.lost ?? '');
    if (this.status.textContent !== text) this.status.textContent = text;
    this.root.classList.toggle('stale', !isThere);
    this.appUser.disabled = !isThere;
    for (const made of this.rooms.querySelectorAll('button')) made.disabled = !isThere;
  }

  /** Arms the chosen fault in place of the armed one; `none` has no fault. */
  private async arm(form: HTMLFormElement): Promise<void> {
    const fault = found('option:checked', HTMLOptionElement, form).dataset.fault;
    const calls = found('[name="calls"]', HTMLInputElement, form).valueAsNumber;
    await control('disarm');
    if (fault !== undefined) await control('arm', JSON.parse(fault), { calls });
  }

  private async onClick(clicked: HTMLElement): Promise<void> {
    const { id = '', control: name } = clicked.dataset;
    if (clicked instanceof HTMLAnchorElement) return fillId(clicked, id);
    if (name === undefined) this.openRoom = this.openRoom === id ? '' : id;
    // The refresh finds the same fault and shows it.
    else this.result.textContent = await this.act(name, clicked.dataset).catch(() => '');
    await this.refresh();
    if (name !== undefined) setTimeout(() => this.refresh(), callbackWithinMs);
  }

  /** Acts as the app of the chosen user, or as RongCloud. @returns what has happened. */
  private async act(
    name: string,
    { id = '', arguments: given = '[]', done = '' }: DOMStringMap,
  ): Promise<string> {
    const [option] = this.appUser.selectedOptions;
    const values: readonly string[] = JSON.parse(given);
    const code = await control(name, ...values.map((one) => (one === '{user}' ? option?.value : one)));
    const refusals: Readonly<Record<string, string>> = JSON.parse(this.result.dataset.refusals ?? '{}');
    const text = code === 0 ? done : (refusals[code] ?? refusals.other ?? '');
    return text
      .replaceAll('{name}', () => option?.textContent ?? '')
      .replaceAll('{id}', id)
      .replaceAll('{code}', String(code));
  }

  private show({ 'app-user': users = '', ...parts }: Readonly<Record<string, string>>): void {
    const focused = document.activeElement?.getAttribute('data-key');
    for (const [id, html] of Object.entries(parts)) {
      // Unchanged elements stay: a screen reader speaks a status each time it is written.
      if (this.shown.get(id) !== html) found(`#${id}`, HTMLElement).innerHTML = html;
      this.shown.set(id, html);
    }
    this.showAppUsers(users);
    if (focused) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Keeps the chosen user, even if a search leaves that user out. */
  private showAppUsers(users: string): void {
    const [chosen] = this.appUser.selectedOptions;
    this.appUser.innerHTML = users;
    if (chosen === undefined) return;
    if (![...this.appUser.options].some(({ value }) => value === chosen.value)) this.appUser.append(chosen);
    this.appUser.value = chosen.value;
  }
}

new Inspector().start();
