import { expect, it, onTestFinished, vi } from 'vitest';
import { onLambda } from '../../../functions/http/handler.ts';
import { processDeps } from '../../../functions/platform/deps.ts';

it('opens connections during init on Lambda only, for at most a second', async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.spyOn(processDeps.clock, 'now').mockReturnValue(0);
  const deadlines: number[] = [];
  const create = () =>
    Object.assign(async () => ({ statusCode: 200, headers: {}, body: '' }), {
      warmUp: async (deadlineAt: number) => deadlines.push(deadlineAt),
    });
  await onLambda(create);
  expect(deadlines).toEqual([]);
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'chatroom-join');
  await onLambda(create);
  expect(deadlines).toEqual([1_000]);
});
