/** Reads DynamoDB's expressions by their tokens; a nested attribute such as `#announcement.#token` is one token. */
const token = /\s*(#\w+(?:\.#\w+)*|:\w+|[A-Za-z_]+|<>|<=|>=|[=<>(),+-])/y;

function tokens(text: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (match?.[1] === undefined) throw new Error(`unreadable expression: ${text}`);
    found.push(match[1]);
  }
  return found;
}

export interface Reader {
  peek(): string | undefined;
  next(): string;
  expect(token: string): void;
}

function reader(text: string): Reader {
  const all = tokens(text);
  let at = 0;
  const next = () => {
    const one = all[at];
    if (one === undefined) throw new Error(`expression ends too early: ${text}`);
    at += 1;
    return one;
  };
  return {
    peek: () => all[at],
    next,
    expect: (wanted) => {
      const found = next();
      if (found !== wanted) throw new Error(`${wanted} expected, ${found} found: ${text}`);
    },
  };
}

/** Every expression of the product is a constant, so each is compiled once. */
export function memoised<T>(compile: (from: Reader) => T): (text: string) => T {
  const compiled = new Map<string, T>();
  return (text) => {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const from = reader(text);
    const made = compile(from);
    if (from.peek() !== undefined) throw new Error(`${from.peek()} is not understood: ${text}`);
    compiled.set(text, made);
    return made;
  };
}
