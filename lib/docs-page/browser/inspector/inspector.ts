import type {
  AppAction,
  InspectedRoom,
  InspectedUser,
  Inspection,
  Look,
} from '../../../local/inspector-view.ts';
import { element, found } from '../elements.ts';
import { classView } from './class-view.ts';
import { openFaultForm, showArmed } from './fault-form.ts';
import { callView, totalOf, userView } from './lists.ts';
import { callLocal } from './local-calls.ts';
import { openPanels } from './panels.ts';
import { roomButton, roomView } from './room-view.ts';
import { texts } from './texts.ts';

/** Soon enough to see the effect of a curl in a terminal. */
const refreshEveryMs = 2_000;

/** RongCloud's callback, which changes the attendance, comes after the reply to an action. */
const callbackWithinMs = 500;

/** What RongCloud's client SDKs report, as the emulator does. */
const refusals: Readonly<Record<number, (name: string, id: number) => string>> = {
  23406: texts.notInRoom,
  23408: texts.mayNotWrite,
  23409: texts.blocked,
  23410: texts.noSuchRoom,
};

/** Shows the state of this machine. Its buttons act as a user's app, or let RongCloud lose a chatroom. */
class Inspector {
  private readonly root = found('#inspector', HTMLElement);
  private readonly rooms = found('#rooms', HTMLElement);
  private readonly users = found('#users', HTMLElement);
  private readonly calls = found('#calls', HTMLElement);
  private readonly roomsTotal = found('#rooms-total', HTMLElement);
  private readonly usersTotal = found('#users-total', HTMLElement);
  private readonly search = found('#search', HTMLInputElement);
  private readonly appUser = found('#app-user', HTMLSelectElement);
  private readonly result = found('#action-result', HTMLElement);
  private readonly status = found('#service-status', HTMLElement);
  private version = '';
  /** The chatroom whose class is open. */
  private openId: number | undefined;

  start(): void {
    openPanels();
    openFaultForm(() => this.refresh());
    this.search.addEventListener('input', () => this.refresh());
    void this.refreshAgain();
  }

  private get wanted() {
    return { search: this.search.value.trim(), room: String(this.openId ?? '') };
  }

  /** Shows what has changed, or that the service does not respond. Never rejects. */
  async refresh(): Promise<void> {
    const wanted = this.wanted;
    try {
      const query = new URLSearchParams({ ...wanted, version: this.version });
      const { version, inspection } = await callLocal<Look>(`look?${query}`);
      this.showService(true);
      // The reply to an earlier wish may come last.
      if (inspection === undefined || JSON.stringify(wanted) !== JSON.stringify(this.wanted)) return;
      this.version = version;
      this.show(inspection);
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
    const text = isThere ? '' : texts.serviceLost;
    // A screen reader speaks a status each time it is written.
    if (this.status.textContent !== text) this.status.textContent = text;
    this.root.classList.toggle('stale', !isThere);
    this.appUser.disabled = !isThere;
    for (const made of this.rooms.querySelectorAll('button')) made.disabled = !isThere;
  }

  private async act(run: () => Promise<string>): Promise<void> {
    try {
      this.result.textContent = await run();
    } catch {
      // The refresh finds the same fault and shows it.
      this.result.textContent = '';
    }
    await this.refresh();
    setTimeout(() => this.refresh(), callbackWithinMs);
  }

  /** Acts as the app of the chosen user. */
  private appButton(action: AppAction, { id }: { readonly id: number }): HTMLElement {
    return roomButton(texts.app[action], { id }, () =>
      this.act(async () => {
        const { code } = await callLocal<{ code: number }>('app', {
          action,
          userId: this.appUser.value,
          chatroomId: String(id),
          text: texts.hello,
        });
        const name = this.appUser.selectedOptions[0]?.textContent ?? '';
        if (code === 0) return texts.done[action](name, id);
        return refusals[code]?.(name, id) ?? texts.refused(name, id, code);
      }),
    );
  }

  private loseButton({ id }: InspectedRoom): HTMLElement {
    return roomButton(texts.rongCloudLoses, { id }, () =>
      this.act(async () => {
        await callLocal('lose', { chatroomId: String(id) });
        return texts.hasLost(id);
      }),
    );
  }

  private classButton({ id }: InspectedRoom): HTMLElement {
    const isOpen = this.openId === id;
    const made = roomButton(texts.lesson.title, { id }, () => {
      this.openId = isOpen ? undefined : id;
      void this.refresh();
    });
    made.setAttribute('aria-expanded', String(isOpen));
    return made;
  }

  private roomItem(room: InspectedRoom, shown: Inspection['class']): HTMLElement {
    const isActive = room.state === 'ACTIVE';
    const actions = isActive ? [this.appButton('join', room), this.loseButton(room)] : [];
    const inClass = isActive
      ? (['leave', 'write', 'crash'] as const).map((one) => this.appButton(one, room))
      : [];
    return roomView(room, {
      buttons: [...actions, this.classButton(room)],
      panel: shown?.id === room.id ? [classView(shown, inClass)] : [],
    });
  }

  private show({ users, rooms, calls, armed, class: shown }: Inspection): void {
    const focused = document.activeElement?.getAttribute('data-key');
    this.showAppUsers(users.first);
    this.roomsTotal.textContent = totalOf(rooms);
    this.usersTotal.textContent = totalOf(users);
    this.rooms.replaceChildren(...rooms.first.map((room) => this.roomItem(room, shown)));
    this.users.replaceChildren(...users.first.map(userView));
    this.calls.replaceChildren(...calls.map(callView));
    showArmed(armed);
    if (focused) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Keeps the chosen user, even if a search leaves that user out. */
  private showAppUsers(users: readonly InspectedUser[]): void {
    const [chosen] = this.appUser.selectedOptions;
    const options = users.map(({ username, rongCloudUserId }) =>
      element('option', { value: rongCloudUserId, 'data-name': '' }, username),
    );
    const isListed = users.some(({ rongCloudUserId }) => rongCloudUserId === chosen?.value);
    this.appUser.replaceChildren(...options, ...(chosen && !isListed ? [chosen] : []));
    if (chosen) this.appUser.value = chosen.value;
  }
}

export function startInspector(): { refresh(): Promise<void> } {
  const inspector = new Inspector();
  inspector.start();
  return inspector;
}
