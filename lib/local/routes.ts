import { callbacks } from '../../functions/contract/callbacks.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { pages } from '../../functions/contract/pages.ts';
import type { Handler } from '../../functions/http/handler.ts';

/** Lambda's limit for one call. */
const lambdaBodyBytes = 6_000_000;

/** One resource as API Gateway has it. */
export interface Route {
  /** Its last part may be `{file}`, which matches any one name. */
  readonly resource: string;
  readonly methods: readonly string[];
  readonly handler: Handler;
  /** Whether pages of the `corsOrigins` may call it. */
  readonly isOpenToOrigins?: boolean;
  /** @default that of the endpoints */
  readonly maxBodyBytes?: number;
}

export interface FoundRoute extends Route {
  readonly pathParameters: Record<string, string> | null;
}

/** By the row's name in its table. */
export type Handlers = ReadonlyMap<string, Handler>;

function handlerOf(handlers: Handlers, name: string): Handler {
  const handler = handlers.get(name);
  if (handler === undefined) throw new Error(`there is no handler of ${name}`);
  return handler;
}

/** The resources of the endpoints, as the stack declares them. */
export const endpointRoutes = (handlers: Handlers): readonly Route[] =>
  Object.values(endpoints).map(({ name, path, methods }) => ({
    resource: path,
    methods,
    handler: handlerOf(handlers, name),
    isOpenToOrigins: true,
  }));

/** The resources of RongCloud's callbacks. */
export const callbackRoutes = (handlers: Handlers): readonly Route[] =>
  Object.entries(callbacks).map(([name, { path }]) => ({
    resource: path,
    methods: ['POST'],
    maxBodyBytes: lambdaBodyBytes,
    handler: handlerOf(handlers, name),
  }));

/** `/`, which leads to a page. */
const rootRoute = (path: string): Route => ({
  resource: '',
  methods: ['GET'],
  handler: async () => ({
    statusCode: 302,
    headers: { location: `${path}/`, 'cache-control': 'no-store' },
    body: '',
  }),
});

/** The resources of the pages and of their files. */
export const pageRoutes = (handlers: Handlers): readonly Route[] =>
  Object.entries(pages).flatMap(([name, { path }]) => [
    rootRoute(path),
    ...[path, `${path}/{file}`].map((resource) => ({
      resource,
      methods: ['GET'],
      handler: handlerOf(handlers, name),
    })),
  ]);

const fileVariable = '/{file}';

/** With and without the slash at the end; nothing else is normalised, as on a REST API's resources. */
export function findRoute(routes: readonly Route[], requestPath: string): FoundRoute | undefined {
  const path = requestPath.endsWith('/') ? requestPath.slice(0, -1) : requestPath;
  const exact = routes.find(({ resource }) => resource === path);
  if (exact !== undefined) return { ...exact, pathParameters: null };
  const lastSlash = path.lastIndexOf('/');
  const within = `${path.slice(0, lastSlash)}${fileVariable}`;
  const found = routes.find(({ resource }) => resource === within);
  return found && { ...found, pathParameters: { file: path.slice(lastSlash + 1) } };
}
