import type { ArmedFault } from '../../../local/inspector-view.ts';
import { found } from '../elements.ts';
import { callLocal } from './local-calls.ts';
import { listOf, texts } from './texts.ts';

/** Lets RongCloud play a fault on the next calls. @param onArmed runs after each change. */
export function openFaultForm(onArmed: () => void): void {
  const form = found('#fault-form', HTMLFormElement);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const fault = { name: fields.get('name'), calls: Number(fields.get('calls')) };
    // The refresh that follows finds a service that is not there, and shows it.
    await callLocal('fault', fault).catch(() => {});
    onArmed();
  });
}

export function showArmed(armed: readonly ArmedFault[]): void {
  const text = listOf(armed.map(({ name, callsLeft }) => texts.armed(name, callsLeft)));
  const status = found('#armed', HTMLElement);
  if (status.textContent !== text) status.textContent = text;
}
