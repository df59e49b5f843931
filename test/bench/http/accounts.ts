/** Argon2's minimum: it stands for no hash at all. */
export const minCost = { memoryKib: 8, passes: 1, parallelism: 1 };

/** Whose hash has the minimum cost. */
export const unhashed = { username: 'unhashed', password: '123456' };
