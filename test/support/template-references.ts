import type { Template, Value } from './template.ts';

/** The ids that a value refers to. */
export function references(value: Value): string[] {
  if (typeof value === 'string') return [...value.matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, id = '']) => id);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(references);
  return Object.entries(value).flatMap(([key, one]) => {
    if (key === 'Ref') return [String(one)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(one) ? one[0] : one)];
    return references(one as Value);
  });
}

/** Each circle of references between resources, by their logical ids. */
export function circlesIn({ Resources }: Template): string[][] {
  const edges = new Map(
    Object.entries(Resources).map(([id, resource]) => {
      const { DependsOn = [], ...rest } = resource as unknown as { DependsOn?: string | string[] };
      return [id, [...[DependsOn].flat(), ...references(rest as Value)].filter((to) => to in Resources)];
    }),
  );
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) circles.push([...path.slice(path.indexOf(id)), id]);
    else if (!done.has(id)) {
      for (const to of edges.get(id) ?? []) visit(to, [...path, id]);
      done.add(id);
    }
  };
  for (const id of edges.keys()) visit(id, []);
  return circles;
}
