const swapCase = (letter: string) =>
  letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();

/** A text in every form in which it might get into a line. */
function disguises(text: string): string[] {
  const bytes = Buffer.from(text);
  return [
    text,
    encodeURIComponent(text),
    new URLSearchParams({ text }).toString().slice('text='.length),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    JSON.stringify(text).slice(1, -1),
    [...text].map(swapCase).join(''),
    [...text].reverse().join(''),
  ];
}

/** The secrets that appear in a text, in any form. */
export const leaked = (secrets: readonly string[], written: string) =>
  secrets.filter((secret) => disguises(secret).some((disguise) => written.includes(disguise)));
