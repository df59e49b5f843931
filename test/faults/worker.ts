import fc from 'fast-check';
import { noHistoryBreaksAPromise } from './property.ts';

const [seed = '1', histories = '100'] = process.argv.slice(2);
const t = performance.now();
const details = await fc.check(noHistoryBreaksAPromise, { seed: Number(seed), numRuns: Number(histories) });
console.log(details.failed, details.numRuns, details.numShrinks, performance.now() - t);
if (details.failed) {
  console.log(await fc.asyncDefaultReportMessage(details));
  console.log(details.errorInstance);
}
