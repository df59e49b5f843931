import { ImGateway, ImGatewayError, type Transport } from 'im-gateway/client';
import { systemClock } from '../../functions/platform/deps.ts';
import { callsPerRound, makeRound, type Step } from '../../functions/smoke/smoke-check.ts';
import { camelCase } from '../openapi/names.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

interface Form {
  readonly method: 'GET' | 'POST';
  /** What the path ends in. */
  readonly slash: '' | '/';
}

/** One call of a round, and the form in which it was made. */
export interface SmokeStep extends Step, Form {}

const forms = (['GET', 'POST'] as const).flatMap((method) =>
  (['/', ''] as const).map((slash): Form => ({ method, slash })),
);

/** How many calls there are where every room can be made. */
export const callsInAll = forms.length * callsPerRound;

/**
 * The client posts to the path with the slash. This sends the same to either path, and as a GET the way the apps of
 * 2016 do: all in the URL. A redirect is an answer like any other, for the apps do not follow it.
 */
function sendingAs({ method, slash }: Form, account: Account): Transport {
  return async ({ url, headers, body, timeoutMs }) => {
    const address = `${url.replace(/\/$/, '')}${slash}`;
    const query = new URLSearchParams({ ...account, ...Object.fromEntries(new URLSearchParams(body)) });
    const response = await fetch(method === 'POST' ? address : `${address}?${query}`, {
      ...(method === 'POST' ? { method, headers, body } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { status } = response;
    return { status, headers: Object.fromEntries(response.headers), text: await response.text() };
  };
}

/** An answer by its status and code, as the README lists them; anything else in the client's words. */
function faultOf(error: unknown): Error {
  if (!(error instanceof ImGatewayError) || error.code === 'INVALID_RESPONSE') return error as Error;
  const { status, code, message } = error;
  return new Error(status === undefined ? message : `${status} ${code}`);
}

async function roundIn(form: Form, url: string, account: Account): Promise<SmokeStep[]> {
  const gateway = new ImGateway({ url, ...account, transport: sendingAs(form, account) });
  const steps = await makeRound({
    now: systemClock.now,
    // Its own name, so that no round is answered with the room of another.
    roomName: `smoke ${systemClock.now()} ${form.method}${form.slash}`,
    call: (name, parameters) =>
      Object(gateway)
        [camelCase(name)](parameters)
        .catch((error: unknown) => {
          throw faultOf(error);
        }),
  });
  return steps.map((step) => ({ ...step, ...form }));
}

/**
 * Calls the five endpoints in both forms of their paths, by GET and by POST, and reads the answers by the typed client.
 * The room that each round makes, it destroys.
 * @param url under which /im/ stands.
 */
export async function smokeRounds(url: string, account: Account): Promise<readonly SmokeStep[]> {
  const steps: SmokeStep[] = [];
  for (const form of forms) steps.push(...(await roundIn(form, url, account)));
  return steps;
}
