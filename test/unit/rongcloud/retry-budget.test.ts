import { expect, it } from 'vitest';
import { retryBudget } from '../../../functions/rongcloud/retry-budget.ts';

const spendAll = (budget: ReturnType<typeof retryBudget>) => {
  let spent = 0;
  while (budget.spend()) spent += 1;
  return spent;
};

it('allows a new process three retries', () => {
  expect(spendAll(retryBudget())).toBe(3);
});

it('allows one retry more for every ten calls', () => {
  const budget = retryBudget();
  spendAll(budget);
  for (let calls = 0; calls < 9; calls += 1) budget.earn();
  expect(budget.spend()).toBe(false);
  budget.earn();
  budget.earn();
  expect(spendAll(budget)).toBe(1);
});

it('saves up no more than ten', () => {
  const budget = retryBudget();
  for (let calls = 0; calls < 1_000; calls += 1) budget.earn();
  expect(spendAll(budget)).toBe(10);
});
