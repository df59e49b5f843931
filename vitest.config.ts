import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Files that share a process and what they import. `order` runs the quick parts first, so that they fail first. */
const part = (name: string, order: number, folders: readonly string[], isolate: boolean) => ({
  extends: true as const,
  test: {
    name,
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    isolate,
    sequence: { groupOrder: order },
  },
});

export default defineConfig({
  test: {
    // Two cores are what CI and small laptops have. Forks keep the environment variables of a file its own.
    pool: 'forks',
    maxWorkers: 2,
    env: {
      // The CloudFormation rules take eight seconds to load; only the synthesis test needs them.
      CDK_VALIDATION: 'false',
      // A third less time for each process that a test starts.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node'),
    },
    globalSetup: 'test/support/temporary-folder.ts',
    // Only for what hangs: no test depends on how fast the machine is.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      part('quick', 1, ['unit', 'contract'], true),
      // Importing aws-cdk-lib takes two seconds, so these files share one import.
      part('infra', 2, ['infra'], false),
      part('whole', 3, ['e2e', 'faults'], true),
    ],
  },
});
