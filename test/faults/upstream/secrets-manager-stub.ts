import { createServer } from 'node:http';
import { listen } from '../../../lib/emulator/http.ts';

export interface AppAccount {
  readonly appKey: string;
  readonly appSecret: string;
  readonly next?: { readonly appSecret: string };
}

export interface SecretsManager {
  readonly origin: string;
  /** What it holds; undefined while it is out of order; `silence` while it does not answer at all. */
  held: AppAccount | 'silence' | undefined;
  /** How often it was asked. */
  reads: number;
  stop(): Promise<void>;
}

/** A Secrets Manager whose secret can change and which can fail. */
export async function startSecretsManagerStub(held: AppAccount): Promise<SecretsManager> {
  const server = createServer((request, response) => {
    request.resume();
    stub.reads += 1;
    if (stub.held === 'silence') return;
    // One that AWS's SDK does not repeat: its pauses go by real time.
    const failure = { __type: 'AccessDeniedException' };
    const status = stub.held === undefined ? 400 : 200;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify(stub.held === undefined ? failure : { SecretString: JSON.stringify(stub.held) }),
    );
  });
  const { origin, stop } = await listen(server, 0);
  const stub: SecretsManager = { origin, held, reads: 0, stop };
  return stub;
}
