/** The value at a path such as `$.message.code`. */
function at(line: unknown, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, key) => Object(value)[key], line);
}

function holds(line: unknown, condition: string): boolean {
  const [, path = '', operator, wanted = ''] = /^(\$[\w.]+) (=|!=|>|>=) (.+)$/.exec(condition.trim()) ?? [];
  const value = at(line, path);
  if (operator === '=') {
    return wanted === '"*"' ? typeof value === 'string' : value === JSON.parse(wanted);
  }
  if (operator === '!=') return value !== undefined && value !== JSON.parse(wanted);
  if (typeof value !== 'number') return false;
  return operator === '>' ? value > Number(wanted) : operator === '>=' && value >= Number(wanted);
}

/** Whether CloudWatch's filter pattern matches a JSON log line; only the syntax that the stack uses. */
export function isPicked(pattern: string, line: unknown): boolean {
  const [, inside = ''] = /^\{(.*)\}$/s.exec(pattern) ?? [];
  return inside.split('||').some((all) => all.split('&&').every((condition) => holds(line, condition)));
}
