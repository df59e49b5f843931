import { expect, it } from 'vitest';
import { html } from '../../../lib/docs-page/markup.ts';

it('escapes inserted text, also for an attribute in double quotes', () => {
  const name = `"><script>'a' & b</script>`;
  expect(html`<b title="${name}">${html`<i>${name}</i>`}</b>`.markup).toBe(
    `<b title="&quot;&gt;&lt;script&gt;'a' &amp; b&lt;/script&gt;">` +
      `<i>&quot;&gt;&lt;script&gt;'a' &amp; b&lt;/script&gt;</i></b>`,
  );
});
