/** The metric of the reconciler's log: the last id, each minute. */
export const lastIdMetric = 'LastChatroomId';
