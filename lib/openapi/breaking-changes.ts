/** A part of an OpenAPI document. */
type Json = { readonly [key: string]: Json } | readonly Json[] | string | number | boolean | null | undefined;
type JsonObject = { readonly [key: string]: Json };

const object = (value: Json): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const list = (value: Json): readonly Json[] => (Array.isArray(value) ? value : []);

/** The value in a document under these keys. */
const at = (value: Json, ...keys: readonly string[]): Json =>
  keys.reduce((found, key) => object(found)[key], value);

/** Resolves `#/components/…` references, so that the names of components do not matter. */
const resolved = (document: Json): Json =>
  JSON.parse(
    JSON.stringify(document, (_key, value) =>
      typeof value?.$ref === 'string' ? at(document, ...value.$ref.slice('#/'.length).split('/')) : value,
    ),
  );

const typeOf = (schema: Json) =>
  JSON.stringify([object(schema).type, object(schema).properties, object(schema).items]);

const partsOf = (kind: string, schemas: Json) =>
  Object.entries(object(schemas)).map(([key, schema]) => [`${kind} ${key}`, typeOf(schema)] as const);

/** True if a parameter may refuse values that it accepted. Patterns cannot be compared: every new one counts. */
function isNarrower(before: JsonObject, after: JsonObject): boolean {
  const lower = (key: string) => Number(after[key] ?? 0) > Number(before[key] ?? 0);
  const upper = (key: string) =>
    Number(after[key] ?? Number.POSITIVE_INFINITY) < Number(before[key] ?? Number.POSITIVE_INFINITY);
  return (
    ['minLength', 'minimum'].some(lower) ||
    ['maxLength', 'maximum'].some(upper) ||
    (after.enum !== undefined &&
      !list(before.enum ?? [undefined]).every((value) => list(after.enum).includes(value))) ||
    (after.pattern !== undefined && after.pattern !== before.pattern)
  );
}

/** The parts of an operation with their types, and the additions that would break apps if made later. */
function operationOf(raw: Json) {
  const body = object(at(raw, 'requestBody', 'content', 'application/json', 'schema'));
  const query = list(at(raw, 'parameters')).map(object);
  const fields = at(raw, 'responses', '200', 'content', 'application/json', 'schema', 'properties');
  const queried = Object.fromEntries(query.map(({ name, schema }) => [String(name), schema]));
  const parameters = { ...object(body.properties), ...queried };
  const required = query.filter((one) => one.required === true).map(({ name }) => name);
  return {
    parameters,
    parts: new Map([
      ...partsOf('parameter', parameters),
      ...partsOf('body', at(raw, 'requestBody', 'content')),
      ...partsOf('field', fields),
      ...partsOf('status', at(raw, 'responses')),
    ]),
    breaking: [
      ...[...list(body.required), ...required].map((name) => `parameter ${name} is required now`),
      // Apps of 2016 parse only the documented fields.
      ...Object.keys(object(fields)).map((name) => `field ${name} is new`),
    ],
  };
}

type Operation = ReturnType<typeof operationOf>;

/** `POST /im/chatroom_join/` and its operation. */
function operationsOf(document: object): ReadonlyMap<string, Operation> {
  return new Map(
    Object.entries(object(at(resolved(document as JsonObject), 'paths'))).flatMap(([path, item]) =>
      Object.entries(object(item)).map(([method, one]) => [
        `${method.toUpperCase()} ${path}`,
        operationOf(one),
      ]),
    ),
  );
}

function compareOperation(name: string, before: Operation, after: Operation): string[] {
  const changed = [...before.parts].flatMap(([part, type]) => {
    const now = after.parts.get(part);
    if (now === undefined) return `${part} is gone`;
    return now === type ? [] : `${part} has another type`;
  });
  const narrower = Object.keys(before.parameters).filter((parameter) =>
    isNarrower(object(before.parameters[parameter]), object(after.parameters[parameter])),
  );
  const added = after.breaking.filter((change) => !before.breaking.includes(change));
  const refusing = narrower.map((parameter) => `parameter ${parameter} refuses values that it took`);
  return [...changed, ...refusing, ...added].map((change) => `${name}: ${change}`);
}

/**
 * The changes of `current` that break apps written for `released`. New endpoints and new optional parameters do not.
 */
export function breakingChanges(released: object, current: object): readonly string[] {
  const now = operationsOf(current);
  return [...operationsOf(released)].flatMap(([name, before]) => {
    const after = now.get(name);
    return after === undefined ? [`${name} is gone`] : compareOperation(name, before, after);
  });
}
