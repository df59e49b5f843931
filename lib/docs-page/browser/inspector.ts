import { pageFolder } from './address.ts';
import { found } from './elements.ts';
import { language } from './language.ts';

/** Soon enough to see the effect of a curl in a terminal. */
const refreshEveryMs = 2_000;
/** RongCloud's callback, which changes the attendance, comes after the reply to an action. */
const callbackWithinMs = 500;
/** A service that hangs is as good as gone. Reading 20,000 users takes half a second. */
const timeoutMs = 10_000;

interface Look {
  readonly version: string;
  /** HTML by the id of its element; absent if this version is known. */
  readonly parts?: Readonly<Record<string, string>>;
}

/** Calls a route of the local run. @throws if no service of ours replies in time. */
async function callLocal<T>(name: string, body?: object): Promise<T> {
  const response = await fetch(new URL(`local/${name}`, pageFolder), {
    signal: AbortSignal.timeout(timeoutMs),
    method: body ? 'POST' : 'GET',
    headers: { 'accept-language': language, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
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
    this.rooms.addEventListener('click', ({ target }) => {
      const control = target instanceof Element ? target.closest<HTMLElement>('[data-action]') : null;
      if (control !== null) void this.onControl(control);
    });
    const form = found('#fault-form', HTMLFormElement);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const fields = new FormData(form);
      const fault = { name: fields.get('name'), calls: Number(fields.get('calls')) };
      // The refresh finds a service that is not there, and shows it.
      await callLocal('fault', fault).catch(() => {});
      await this.refresh();
    });
    void this.refreshAgain();
  }

  /** Shows one panel at a time, so that all fit beside the page without scrolling to the last. */
  private openPanels(): void {
    const radios = [...document.querySelectorAll<HTMLInputElement>('input[name="panel"]')];
    for (const radio of radios) {
      radio.addEventListener('change', () => {
        for (const { value, checked } of radios) found(`#${value}-panel`, HTMLElement).hidden = !checked;
      });
    }
  }

  private get wanted() {
    return { search: this.search.value.trim(), room: this.openRoom, zone: this.zone };
  }

  /** Shows what has changed, or that the service does not respond. Never rejects. */
  async refresh(): Promise<void> {
    const wanted = this.wanted;
    try {
      const query = new URLSearchParams({ ...wanted, version: this.version });
      const { version, parts } = await callLocal<Look>(`look?${query}`);
      this.showService(true);
      // The reply to an earlier wish may come last.
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

  private async onControl(control: HTMLElement): Promise<void> {
    const { action = '', id = '' } = control.dataset;
    if (control instanceof HTMLAnchorElement) return fillId(control, id);
    if (action === 'class') this.openRoom = this.openRoom === id ? '' : id;
    else await this.act(action, id);
    await this.refresh();
  }

  /** Acts as the app of the chosen user. */
  private async act(action: string, chatroomId: string): Promise<void> {
    const [option] = this.appUser.selectedOptions;
    const user = { userId: option?.value ?? '', username: option?.textContent ?? '' };
    const reply = callLocal<{ text: string }>('act', { action, chatroomId, ...user });
    // The refresh finds the same fault and shows it.
    this.result.textContent = await reply.then(({ text }) => text).catch(() => '');
    setTimeout(() => this.refresh(), callbackWithinMs);
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

export function startInspector(): { refresh(): Promise<void> } {
  const inspector = new Inspector();
  inspector.start();
  return inspector;
}
