/** The metric that the stack makes of the reconciler's log: the last id, each minute. */
export const lastIdMetric = 'LastChatroomId';
