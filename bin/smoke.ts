import { parseArgs } from 'node:util';
import { ImGateway, ImGatewayError } from 'im-gateway/client';
import { type EndpointName, endpoints } from '../functions/endpoints.ts';
import { round, type Step } from '../functions/shared/round.ts';
import { systemClock } from '../functions/shared/runtime.ts';
import { camelCase } from '../lib/openapi/names.ts';

const usage = `Usage: npm run smoke -- --url <address under which /im/ stands> [--username <account>]

Calls the five endpoints in both forms of their paths, by GET and by POST, and reads the answers by the typed client.
The room that each round makes, it destroys. The password comes from SMOKE_PASSWORD; without account and password,
those of the local run are used.`;

interface Account {
  readonly username: string;
  readonly password: string;
}

interface Form {
  readonly method: 'GET' | 'POST';
  /** What the path ends in. */
  readonly slash: '' | '/';
}

interface Line extends Step, Form {}

const forms = (['GET', 'POST'] as const).flatMap((method) =>
  (['/', ''] as const).map((slash): Form => ({ method, slash })),
);

/**
 * The client posts to the path with the slash. This sends the same to either path, and as a GET the way the apps of
 * 2016 do: all in the URL. A redirect is an answer like any other, for the apps do not follow it.
 */
function sendingAs({ method, slash }: Form, account: Account): typeof fetch {
  return (target, init = {}) => {
    const address = `${String(target).replace(/\/$/, '')}${slash}`;
    if (method === 'POST') return fetch(address, { ...init, redirect: 'manual' });
    const fields = Object.fromEntries(new URLSearchParams(String(init.body)));
    const query = new URLSearchParams({ ...account, ...fields });
    return fetch(`${address}?${query}`, { signal: init.signal ?? null, redirect: 'manual' });
  };
}

/** An answer by its status and code, as the README lists them; anything else in the client's words. */
function faultOf(error: unknown): Error {
  if (!(error instanceof ImGatewayError) || error.code === 'ODD_ANSWER') return error as Error;
  const { status, code, message } = error;
  return new Error(status === undefined ? message : `${status} ${code}`);
}

async function roundIn(form: Form, url: string, account: Account): Promise<Line[]> {
  const gateway = new ImGateway({ url, ...account, fetch: sendingAs(form, account) });
  const steps = await round({
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

const pathOf = (name: EndpointName, slash: string) => `${endpoints[name].path}${slash}`;

const asText = ({ method, name, slash, ms, fault }: Line) =>
  `${method.padEnd(5)}${pathOf(name, slash).padEnd(24)}${String(Math.round(ms)).padStart(6)} ms  ${fault ?? 'ok'}`;

const { values } = parseArgs({ options: { url: { type: 'string' }, username: { type: 'string' } } });
if (values.url === undefined || !URL.canParse(values.url)) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}
const account = { username: values.username ?? 'teacher1', password: process.env.SMOKE_PASSWORD ?? '123456' };
const lines: Line[] = [];
for (const form of forms) lines.push(...(await roundIn(form, values.url, account)));
const expected = forms.length * Object.keys(endpoints).length;
const sound = lines.filter(({ fault }) => fault === undefined).length;
process.stdout.write(
  `${lines.map(asText).join('\n')}\n\n${sound} of ${expected} calls came out as they must\n`,
);
process.exit(sound === expected ? 0 : 1);
