/** A part of an OpenAPI document, its references replaced. */
type Json = { readonly [key: string]: Json } | readonly Json[] | string | number | boolean | null | undefined;
type JsonObject = { readonly [key: string]: Json };

const object = (value: Json): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const list = (value: Json): readonly Json[] => (Array.isArray(value) ? value : []);

/** Resolves `#/components/…` references, so that the names of components do not matter. */
function resolve(document: JsonObject, value: Json): Json {
  if (Array.isArray(value)) return value.map((one) => resolve(document, one));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as JsonObject;
  if (typeof $ref === 'string') {
    const target = $ref
      .slice('#/'.length)
      .split('/')
      .reduce<Json>((found, key) => object(found)[key], document);
    return resolve(document, target);
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(document, one)]));
}

interface Operation {
  /** The parameters of the query or the body, with their schemas. */
  readonly parameters: JsonObject;
  readonly required: readonly Json[];
  readonly reply: JsonObject;
  readonly statuses: readonly string[];
}

function operationOf(raw: Json): Operation {
  const { parameters, requestBody, responses } = object(raw);
  const body = object(object(object(object(requestBody).content)['application/json']).schema);
  const query = list(parameters).map(object);
  const reply = object(object(object(object(object(responses)['200']).content)['application/json']).schema);
  return {
    parameters: {
      ...object(body.properties),
      ...Object.fromEntries(query.map(({ name, schema }) => [String(name), schema])),
    },
    required: [
      ...list(body.required),
      ...query.filter(({ required }) => required === true).map(({ name }) => name),
    ],
    reply: object(reply.properties),
    statuses: Object.keys(object(responses)),
  };
}

/** `POST /im/chatroom_join/` and its operation. */
function operationsOf(document: JsonObject): ReadonlyMap<string, Operation> {
  const paths = Object.entries(object(resolve(document, document.paths)));
  return new Map(
    paths.flatMap(([path, item]) =>
      Object.entries(object(item)).map(([method, one]) => [
        `${method.toUpperCase()} ${path}`,
        operationOf(one),
      ]),
    ),
  );
}

const typeOf = (schema: Json) =>
  JSON.stringify([object(schema).type, object(schema).properties, object(schema).items]);

function compareOperation(name: string, before: Operation, after: Operation): string[] {
  const gone = (kind: string, one: readonly string[], other: readonly string[]) =>
    one.filter((key) => !other.includes(key)).map((key) => `${name}: ${kind} ${key} is gone`);
  const changed = (kind: string, one: JsonObject, other: JsonObject) =>
    Object.keys(one)
      .filter((key) => key in other && typeOf(one[key]) !== typeOf(other[key]))
      .map((key) => `${name}: ${kind} ${key} has another type`);
  const required = after.required.filter((key) => !before.required.includes(key));
  const added = Object.keys(after.reply).filter((key) => !(key in before.reply));
  return [
    ...gone('parameter', Object.keys(before.parameters), Object.keys(after.parameters)),
    ...changed('parameter', before.parameters, after.parameters),
    ...required.map((key) => `${name}: parameter ${key} is required now`),
    ...gone('field', Object.keys(before.reply), Object.keys(after.reply)),
    ...changed('field', before.reply, after.reply),
    // Apps of 2016 parse only the documented fields.
    ...added.map((key) => `${name}: field ${key} is new`),
    ...gone('status', before.statuses, after.statuses),
  ];
}

/**
 * The changes of `current` that break apps written for `released`. New endpoints and new optional parameters do not.
 */
export function breakingChanges(released: object, current: object): readonly string[] {
  const now = operationsOf(current as JsonObject);
  return [...operationsOf(released as JsonObject)].flatMap(([name, before]) => {
    const after = now.get(name);
    return after === undefined ? [`${name} is gone`] : compareOperation(name, before, after);
  });
}
