import { statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { EndpointName } from '../../../functions/contract/endpoints.ts';
import { bundleFile, bundleFunctions } from '../../../lib/cloud/bundling.ts';

/** A handler whose start is measured. */
export interface Variant {
  readonly name: string;
  readonly bundle: string;
  readonly bytes: number;
  /** The endpoint that it is called as; the empty handler takes any event. */
  readonly endpoint: MeasuredName;
  /** Whether it may take itself for a Lambda function and open its connections while it starts. */
  readonly opensConnections: boolean;
  readonly expects: string;
}

export const empty = 'empty handler';
export const ordinary = (name: EndpointName) => `${name}, ordinary`;
export const unopened = (name: EndpointName) => `${name}, connections not opened`;

/** What a success of each endpoint has in it. */
const expects = {
  'user-get-token': '"token":"',
  'chatroom-create': '"id":',
  'chatroom-join': '"ret":"success"',
  'chatroom-destroy': '"ret":"success"',
  'chatroom-query': '"item":{',
} as const satisfies Partial<Record<EndpointName, string>>;

export type MeasuredName = keyof typeof expects;

/** Those that are written the ordinary way too: one that calls RongCloud, one that does not. */
export const compared = ['user-get-token', 'chatroom-query'] as const;

/** The ordinary way of bundling: what CDK's NodejsFunction and SAM do unless told otherwise, minified. */
async function ordinaryBundle(name: EndpointName, folder: string) {
  const bundle = join(folder, 'ordinary', `${name}.cjs`);
  const entry = join(import.meta.dirname, '../ordinary', `${name}.ts`);
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  return { bundle, bytes: output?.bytes ?? 0 };
}

/** Bundles all that is compared into `folder`. */
export async function makeVariants(folder: string): Promise<readonly Variant[]> {
  const names = Object.keys(expects) as MeasuredName[];
  const bundles = await bundleFunctions(folder, 'arm64', names);
  const ours = names.map((name): Variant => {
    const bundle = join(bundles(name), bundleFile);
    return {
      name,
      endpoint: name,
      bundle,
      bytes: statSync(bundle).size,
      opensConnections: true,
      expects: expects[name],
    };
  });
  const others = await Promise.all(
    compared.map(
      async (name): Promise<Variant> => ({
        ...(await ordinaryBundle(name, folder)),
        name: ordinary(name),
        endpoint: name,
        opensConnections: false,
        expects: expects[name],
      }),
    ),
  );
  const cold = ours
    .filter(({ endpoint }) => compared.some((name) => name === endpoint))
    .map((variant) => ({ ...variant, name: unopened(variant.endpoint), opensConnections: false }));
  const nothing: Variant = {
    name: empty,
    endpoint: 'chatroom-query',
    bundle: join(import.meta.dirname, 'empty.cjs'),
    bytes: 0,
    opensConnections: false,
    expects: 'success',
  };
  return [nothing, ...ours, ...cold, ...others];
}
