/** Lambda's timeout of a function; every reply is sent before. */
export const functionTimeoutMs = 10_000;

/** A request's limits, on AWS and in the local run: far more than a valid call needs. */
export const requestLimits = { queryBytes: 8_192, bodyBytes: 8_192 } as const;

/** Calls per second to each method of an endpoint. They bound what an attack costs; RongCloud's own limits are lower. */
export interface Throttle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

export const throttles = {
  /** A class of 10,000 that arrives within a minute is 170 calls a second, and more in the first seconds. */
  arrivals: { rateLimit: 500, burstLimit: 1_000 },
  /** A class of 10,000 that asks for the head count every ten seconds is 1,000 calls a second. */
  polls: { rateLimit: 1_200, burstLimit: 2_000 },
  /** RongCloud creates and destroys at most 100 rooms a second for one key; API Gateway counts GET and POST apart. */
  changes: { rateLimit: 50, burstLimit: 100 },
} as const satisfies Record<string, Throttle>;

/**
 * If RongCloud has the server-side join, the 70 joins a second above its limit wait at most 1.5 s, in 105 environments.
 * `npm run bench -- class-start` has the figures.
 */
export const joinConcurrency = 200;
