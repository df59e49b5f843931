import { ImGatewayError } from 'im-gateway/client';
import { SdkError, sdkCodes } from './rongcloud-sdk.ts';
import { isChinese, pageInChinese, texts } from './texts.ts';

/** Returns an element of index.html. @throws if it is missing. */
export function found<E extends HTMLElement = HTMLElement>(selector: string): E {
  const element = document.querySelector<E>(selector);
  if (element === null) throw new Error(`no ${selector}`);
  return element;
}

/** Creates an element. Text stays text: a name is never read as HTML. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Puts the page into the browser's language, and leaves out the teacher's controls on a pupil's page. */
export function prepare(isTeacher: boolean): void {
  document.documentElement.lang = texts.language;
  for (const one of isChinese ? document.querySelectorAll<HTMLElement>('[data-text]') : []) {
    one.textContent = pageInChinese[one.dataset.text ?? ''] ?? '';
  }
  const role = found(`nav a:${isTeacher ? 'first' : 'last'}-child`);
  role.ariaCurrent = 'page';
  document.title = `${role.textContent} · ${found('h1').textContent}`;
  if (!isTeacher) for (const one of document.querySelectorAll('.of-teacher')) one.remove();
}

const views = ['sign-in', 'lobby', 'room', 'closed'] as const;

/** Shows one of the views and moves the focus to its heading. */
export function show(view: (typeof views)[number]): void {
  for (const one of views) found(`#${one}`).hidden = one !== view;
  found('#attendance').hidden = true;
  found(`#${view} h2`).focus();
}

function reasonOf(error: unknown): string {
  // The service's reason is for people, in their language.
  if (error instanceof ImGatewayError) return error.message;
  if (!(error instanceof SdkError)) return texts.unexpected(String(error));
  return error.code === sdkCodes.muted ? texts.mayNotWrite : texts.sdkFailed(error.code);
}

/** Runs what a person asked for, once at a time, and shows why it failed. */
export function onAction(control: HTMLElement, event: 'click' | 'submit', run: () => Promise<void>): void {
  let isBusy = false;
  control.addEventListener(event, async (happened) => {
    happened.preventDefault();
    if (isBusy) return;
    isBusy = true;
    found('#status').textContent = '';
    try {
      await run();
    } catch (error) {
      found('#status').textContent = reasonOf(error);
    } finally {
      isBusy = false;
    }
  });
}

/** The text of a field, which is emptied if `isTaken`. */
export function fieldText(selector: string, isTaken = false): string {
  const field = found<HTMLInputElement>(selector);
  const { value } = field;
  if (isTaken) field.value = '';
  return value;
}

/** Creates a row of a list, with its buttons at the end. */
export const rowOf = (key: string, ...children: readonly HTMLElement[]) =>
  element('li', { 'data-key': key }, ...children);

/** Replaces the rows of a list. The focus stays on the button in its place, or on the last one of that row. */
export function fill(list: HTMLElement, rows: readonly HTMLElement[]): void {
  const focused = document.activeElement;
  const before = list.contains(focused) ? focused?.closest('li') : null;
  const place = [...(before?.querySelectorAll<Element>('button') ?? [])].indexOf(focused as Element);
  list.replaceChildren(...rows);
  if (place === -1) return;
  const buttons = rows.find((row) => row.dataset.key === before?.dataset.key)?.querySelectorAll('button');
  buttons?.[Math.min(place, buttons.length - 1)]?.focus();
}

/** A button that tells whom or what it acts on. */
export function buttonFor(name: string, text: string, run: () => Promise<void>): HTMLElement {
  const button = element('button', { type: 'button', 'aria-label': texts.of(text, name) }, text);
  onAction(button, 'click', run);
  return button;
}
