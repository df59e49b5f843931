import { networkInterfaces } from 'node:os';

/** Where other devices on the same network reach a port of this machine, by IPv4. */
export const networkOrigins = (port: string): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`);
