/** For tests that log in and are not about the cost of a hash: the real cost takes 30 ms of CPU each time. */
export const cheapPasswordCost = { memoryKib: 64, passes: 1, parallelism: 1 };
