// One Lambda environment's life: load the handler, answer the given events, say what it took. Plain JavaScript,
// so that the process pays for nothing but what Lambda's own would.

// What AWS's runtime client (aws-lambda-ric 4) has loaded before it loads a handler; `http` is the largest.
for (const name of ['path', 'fs', 'net', 'http', 'os', 'util', 'worker_threads']) require(`node:${name}`);
const { performance } = require('node:perf_hooks');
const { pathToFileURL } = require('node:url');

/** CPU time of the whole process so far, its start included. */
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** The hash costs the same in every handler and hides what differs: it is left out by handing over its result. */
function leaveHashOut(tag) {
  const crypto = require('node:crypto');
  const bytes = Buffer.from(tag, 'base64');
  crypto.argon2Sync = (_algorithm, { tagLength }) =>
    tagLength === bytes.length ? bytes : Buffer.alloc(tagLength);
}

async function main() {
  const { bundle, events, tag, cpuGroup, expects } = JSON.parse(process.argv[2]);
  if (tag !== undefined) leaveHashOut(tag);
  console.info = () => {};
  const startedAt = performance.now();
  const { handler } = await import(pathToFileURL(bundle).href);
  const loadMs = performance.now() - startedAt;
  const loadedCpuMs = cpuMs();
  // Lambda starts a function at full speed and gives it its share when it is called.
  if (cpuGroup !== undefined)
    require('node:fs').writeFileSync(`${cpuGroup}/cgroup.procs`, String(process.pid));
  const requestMs = [];
  for (const event of events) {
    const at = performance.now();
    const reply = await handler(event, { getRemainingTimeInMillis: () => 10_000 });
    requestMs.push(performance.now() - at);
    if (!reply.body.includes(expects)) throw new Error(reply.body);
  }
  const result = { loadMs, loadedCpuMs, requestMs, cpuMs: cpuMs(), residentBytes: process.memoryUsage.rss() };
  // The SDK keeps its connections open; nothing is left to wait for.
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

main();
