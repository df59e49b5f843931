import { ImGateway, ImGatewayError, type Transport } from 'im-gateway/client';
import { systemClock } from '../../functions/platform/deps.ts';
import { callsPerRound, runSmokeCheck, type Step } from '../../functions/smoke/smoke-check.ts';
import { camelCase } from '../openapi/names.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

interface Form {
  readonly method: 'GET' | 'POST';
  /** The end of the path. */
  readonly slash: '' | '/';
}

/** One call of a round with its method and form of the path. */
export interface SmokeStep extends Step, Form {}

const forms = (['GET', 'POST'] as const).flatMap((method) =>
  (['/', ''] as const).map((slash): Form => ({ method, slash })),
);

/** The number of calls if every room can be created. */
export const callsInAll = forms.length * callsPerRound;

/**
 * The client posts to the path with the slash. This transport uses either path, and GET with everything in the URL, as
 * apps of 2016 do. Redirects are not followed: apps do not follow them either.
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

/** A failure by its status and code; any other error in the client's words. */
function faultOf(error: unknown): Error {
  if (!(error instanceof ImGatewayError) || error.code === 'INVALID_RESPONSE') return error as Error;
  const { status, code, message } = error;
  return new Error(status === undefined ? message : `${status} ${code}`);
}

async function roundIn(form: Form, url: string, account: Account): Promise<SmokeStep[]> {
  const gateway = new ImGateway({ url, ...account, transport: sendingAs(form, account) });
  const steps = await runSmokeCheck({
    now: systemClock.now,
    // Its own name, so that no round gets the room of another.
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
 * Calls the five endpoints in both forms of their paths, by GET and by POST, with the typed client. Each round destroys the
 * room that it creates.
 * @param url the address before /im/.
 */
export async function smokeRounds(url: string, account: Account): Promise<readonly SmokeStep[]> {
  const steps: SmokeStep[] = [];
  for (const form of forms) steps.push(...(await roundIn(form, url, account)));
  return steps;
}
