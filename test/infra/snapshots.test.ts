import { describe, expect, it } from 'vitest';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';

describe('the template', () => {
  it('of prod equals its snapshot', async () => {
    const text = JSON.stringify(synthesizeTemplate({ stage: 'prod' }), undefined, 1);
    // A bundle's hash, and the version that goes with it, change with every line of code.
    const steady = text
      .replace(/[0-9a-f]{64}/g, '<hash>')
      .replace(/(CurrentVersion\w{8})[0-9a-f]{32}/g, '$1<hash>');
    await expect(`${steady}\n`).toMatchFileSnapshot('snapshots/prod.snap');
  });
});
