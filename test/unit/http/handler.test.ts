import { expect, it, onTestFinished, vi } from 'vitest';
import { onLambda } from '../../../functions/http/handler.ts';
import { processDeps } from '../../../functions/platform/deps.ts';

it('opens connections during init on Lambda only, for at most a second', async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const deadlines: number[] = [];
  const create = () =>
    Object.assign(async () => ({ statusCode: 200, headers: {}, body: '' }), {
      warmUp: async (deadlineAt: number) => deadlines.push(deadlineAt - processDeps.clock.now()),
    });
  await onLambda(create);
  expect(deadlines).toEqual([]);
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'chatroom-join');
  await onLambda(create);
  expect(deadlines).toEqual([1_000]);
});
