import fastify from 'fastify';
import { Refusal, service } from './service.ts';

const app = fastify({ routerOptions: { ignoreTrailingSlash: true } });
for (const [name, answer] of Object.entries(service)) {
  app.get(`/im/${name}`, async ({ query, ip: address }) => ({
    reason: '',
    ret: 'success',
    ...(await answer({ ...(query as Record<string, unknown>), address })),
  }));
}
app.setErrorHandler((error: Error, _request, reply) =>
  reply.status(error instanceof Refusal ? error.status : 500).send({ reason: error.message, ret: 'fail' }),
);
process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }));
