import { startRongCloudEmulator } from '../../../lib/emulator/emulator.ts';
import type { HostTls } from '../../../lib/emulator/server.ts';
import type { Account } from './contenders.ts';

// RongCloud's emulator in a process of its own, so that its work is not counted as a caller's.

export interface Start {
  readonly account: Account;
  readonly tls: HostTls;
}

const { account, tls }: Start = JSON.parse(process.argv[2] ?? '');
const emulator = await startRongCloudEmulator({
  ...account,
  hosts: [{}, { tls }],
  behaviour: { limitRates: false, unknownRoom: 'accepted' },
});
process.send?.(emulator.origins);
process.on('disconnect', () => process.exit());
