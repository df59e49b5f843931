const width = 30;

/** A bar on one line of a terminal, drawn again whenever its percentage changes. */
export interface ProgressBar {
  show(done: number, total: number): void;
  /** Makes way for a line of text. */
  clear(): void;
}

const eraseLine = '\r\x1b[K';

export function progressBar(output: NodeJS.WriteStream): ProgressBar {
  let shown = -1;
  if (!output.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: (done, total) => {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      if (percent === shown) return;
      shown = percent;
      const filled = Math.round((width * percent) / 100);
      output.write(`${eraseLine}${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${percent} %`);
    },
    clear: () => {
      shown = -1;
      output.write(eraseLine);
    },
  };
}
