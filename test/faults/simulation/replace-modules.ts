import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const product = new URL('../../../functions/', import.meta.url).href;

/**
 * The simulation replaces the two ways out of a process. Everything else runs as it ships. Only the product's own imports
 * are redirected.
 */
const replacements: Readonly<Record<string, string>> = {
  '@aws-sdk/client-dynamodb': './aws-sdk.ts',
  '@aws-sdk/lib-dynamodb': './aws-sdk.ts',
  '@aws-sdk/client-secrets-manager': './aws-sdk.ts',
  [new URL('rongcloud/transport.ts', product).href]: './rongcloud-transport.ts',
};

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const isProduct = context.parentURL?.startsWith(product);
    const url = specifier.startsWith('.') ? new URL(specifier, context.parentURL).href : specifier;
    const replacement = isProduct ? replacements[url] : undefined;
    if (replacement === undefined) return nextResolve(specifier, context);
    return nextResolve(fileURLToPath(new URL(replacement, import.meta.url)), context);
  },
});
