/** Retries may add a tenth to the calls: more would turn a stumbling upstream's trouble into a storm. */
const earnedPerCall = 0.1;

/** What a new process starts with, so that its very first calls may go to the second host. */
const atStart = 3;
const atMost = 10;

export interface RetryBudget {
  /** Told of every call. */
  earn(): void;
  /** Whether a retry may be made; if so, it is paid for. */
  spend(): boolean;
}

export function retryBudget(): RetryBudget {
  let retries = atStart;
  return {
    earn: () => {
      retries = Math.min(atMost, retries + earnedPerCall);
    },
    spend: () => {
      if (retries < 1) return false;
      retries -= 1;
      return true;
    },
  };
}
