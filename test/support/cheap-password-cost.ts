/** For tests that log in and are not about what a hash costs; today's takes 30 ms of the processor each time. */
export const cheapPasswordCost = { memoryKib: 64, passes: 1, parallelism: 1 };
