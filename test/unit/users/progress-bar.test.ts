import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { progressBar } from '../../../lib/users/import/progress-bar.ts';

function setup({ isTTY }: { isTTY: boolean }) {
  const output = Object.assign(new PassThrough(), { isTTY });
  // Of a terminal's own members only isTTY is read.
  const bar = progressBar(output as unknown as NodeJS.WriteStream);
  return { bar, written: () => String(output.read() ?? '') };
}

describe('the progress bar', () => {
  it('is drawn again on the same line when its percentage changes, and then only', () => {
    const { bar, written } = setup({ isTTY: true });
    bar.show(0, 1_000);
    expect(written()).toBe('\r\x1b[K░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 %');
    bar.show(9, 1_000);
    expect(written()).toBe('');
    bar.show(500, 1_000);
    expect(written()).toBe('\r\x1b[K███████████████░░░░░░░░░░░░░░░ 50 %');
  });

  it('makes way for a line of text and is drawn anew after it', () => {
    const { bar, written } = setup({ isTTY: true });
    bar.show(1, 1);
    written();
    bar.clear();
    expect(written()).toBe('\r\x1b[K');
    bar.show(1, 1);
    expect(written()).toBe('\r\x1b[K██████████████████████████████ 100 %');
  });

  it('is not drawn where the output is no terminal', () => {
    const { bar, written } = setup({ isTTY: false });
    bar.show(1, 2);
    bar.clear();
    expect(written()).toBe('');
  });
});
