import { Command } from 'commander';
import { buildClient } from '../lib/client/build.ts';
import { runProgram } from '../lib/operator/command-line.ts';

const folder = 'dist/client';

await runProgram(
  new Command('npm run client --')
    .description(`Builds the package of the typed client in ${folder}.`)
    .action(async () => {
      await buildClient(folder);
      process.stdout.write(`${folder} is ready: npm install ./${folder}, or npm pack ./${folder}\n`);
    }),
);
