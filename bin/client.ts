import { buildClient } from '../lib/client/build.ts';

/** npm run client: the package of the client, in dist/client/, for npm pack and npm install. */
const folder = 'dist/client';
await buildClient(folder);
process.stdout.write(`${folder} is ready: npm install ./${folder}, or npm pack ./${folder}\n`);
