import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores are what CI and the smallest laptops have; forks keep each file's process state its own.
    pool: 'forks',
    testTimeout: 20_000,
  },
});
