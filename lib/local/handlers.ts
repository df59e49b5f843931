import { endpoints } from '../../functions/endpoints.ts';
import type { Handler } from '../../functions/shared/endpoint.ts';
import type { Runtime } from '../../functions/shared/runtime.ts';

interface EndpointModule {
  readonly create: (runtime: Runtime) => Handler;
}

/** The handler of every row of the table, from the file that has the row's name. */
export async function createHandlers(runtime: Runtime): Promise<ReadonlyMap<string, Handler>> {
  const created = Object.keys(endpoints).map(async (name) => {
    const { create }: EndpointModule = await import(`../../functions/${name}.ts`);
    return [name, create(runtime)] as const;
  });
  return new Map(await Promise.all(created));
}
