import { performance } from 'node:perf_hooks';
import { type ContenderName, contenders, type MakeCall, type Upstream } from './contenders.ts';

// A process in which one contender makes calls and nothing else runs, so that its CPU is the calls'.

export interface Start {
  readonly contender: ContenderName;
  readonly upstream: Upstream;
}

export interface Order {
  readonly inFlight: number;
  readonly forMs: number;
}

export interface Measured {
  readonly callsPerSecond: number;
  readonly cpuUsPerCall: number;
}

async function measure(makeCall: MakeCall, { inFlight, forMs }: Order): Promise<Measured> {
  let calls = 0;
  const begunAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const oneAfterTheOther = async () => {
    while (performance.now() - begunAt < forMs) {
      await makeCall();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, oneAfterTheOther));
  const cpu = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - begunAt) / 1_000;
  return { callsPerSecond: calls / seconds, cpuUsPerCall: (cpu.user + cpu.system) / calls };
}

const { contender, upstream }: Start = JSON.parse(process.argv[2] ?? '');
const makeCall = contenders[contender](upstream);

process.on('message', async (order: Order) => {
  process.send?.(await measure(makeCall, order));
});
process.on('disconnect', () => process.exit());
