import { Argument, Command } from 'commander';
import { buildClient } from '../lib/client/build.ts';
import { buildEmulator } from '../lib/emulator-package/build.ts';
import { runProgram } from '../lib/operator/command-line.ts';

const builds = { client: buildClient, emulator: buildEmulator };

/** npm run client and npm run emulator-package. */
await runProgram(
  new Command('npm run package --')
    .description('Builds the package of the typed client or of the RongCloud emulator in dist/.')
    .addArgument(new Argument('<name>').choices(Object.keys(builds)))
    .action(async (name: keyof typeof builds) => {
      const folder = `dist/${name}`;
      await builds[name](folder);
      process.stdout.write(`${folder} is ready: npm install ./${folder}, or npm pack ./${folder}\n`);
    }),
);
