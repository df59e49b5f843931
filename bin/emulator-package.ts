import { Command } from 'commander';
import { buildEmulator } from '../lib/emulator-package/build.ts';
import { runProgram } from '../lib/operator/command-line.ts';

const folder = 'dist/emulator';

await runProgram(
  new Command('npm run emulator-package --')
    .description(`Builds the package of the RongCloud emulator in ${folder}.`)
    .action(async () => {
      await buildEmulator(folder);
      process.stdout.write(`${folder} is ready: npm install ./${folder}, or npm pack ./${folder}\n`);
    }),
);
