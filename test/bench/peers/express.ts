import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { Refusal, service } from './service.ts';

const app = express();
for (const [name, answer] of Object.entries(service)) {
  app.get(`/im/${name}`, async ({ query, ip: address }, response) => {
    response.json({ reason: '', ret: 'success', ...(await answer({ ...query, address })) });
  });
}
const refuse: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(error instanceof Refusal ? error.status : 500).json({ reason: error.message, ret: 'fail' });
};
app.use(refuse);
const server = app.listen(0, '127.0.0.1', () =>
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
