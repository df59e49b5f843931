import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores are what CI and the smallest laptops have; forks keep each file's process state its own.
    pool: 'forks',
    maxWorkers: '100%',
    // The CloudFormation rules take eight seconds to load; the synthesis test loads them, the others need not.
    // Compiled code is kept between the processes that tests start: each is a third cheaper by it.
    env: {
      CDK_VALIDATION: 'false',
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node'),
    },
    testTimeout: 20_000,
  },
});
