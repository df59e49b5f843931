import * as z from 'zod/mini';
import { Failure } from './contract/failure.ts';
import { parseJson } from './contract/json.ts';
import { readSetting, settings } from './contract/settings.ts';
import { onSchedule, scheduledFunction } from './platform/scheduled.ts';
import { secretText } from './secrets/secret-text.ts';
import { sendCall } from './smoke/api-caller.ts';
import { runSmokeCheck } from './smoke/smoke-check.ts';

const accountShape = z.object({ username: z.string(), password: z.string() });

function parseAccount(text = '') {
  const { data } = accountShape.safeParse(parseJson(text));
  if (data !== undefined) return data;
  const problem = 'The secret of the probe does not hold {"username":"…","password":"…"}.';
  throw new Failure('INTERNAL', { log: { problem } });
}

/**
 * Every minute: calls the live service as its users do, from outside. If a call fails, the run ends with an error, which
 * the alarm `probe-failing` counts.
 */
export const createHandler = scheduledFunction('probe', (deps) => {
  const { clock, environment } = deps;
  const url = readSetting(environment, settings.probeUrl);
  const readAccount = secretText(deps, readSetting(environment, settings.probeSecretId));
  return async () => {
    const steps = await runSmokeCheck({
      now: () => clock.now(),
      roomName: `probe ${clock.now()}`,
      call: sendCall(url, parseAccount(await readAccount())),
    });
    const faults = steps.flatMap(({ name, fault }) => (fault === undefined ? [] : [`${name}: ${fault}`]));
    if (faults.length > 0) throw new Failure('INTERNAL', { log: { problem: faults.join('; ') } });
  };
});

export const handler = onSchedule(createHandler);
