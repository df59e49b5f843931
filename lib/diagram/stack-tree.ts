/** A construct in the tree that `cdk synth` writes (tree.json). */
export interface TreeNode {
  readonly path: string;
  readonly children?: Readonly<Record<string, TreeNode>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** What a function may do with a table: read, write, query an index. */
export type Access = 'read' | 'write' | 'read, write';

export interface DrawnFunction {
  readonly name: string;
  /** Such as `/im/chatroom_join`; absent where it is not called over HTTP. */
  readonly path?: string;
  readonly runsByTheClock: boolean;
  readonly access: ReadonlyMap<string, Access>;
  readonly readsSecret: boolean;
}

/** What the diagram shows of a stack. */
export interface DrawnStack {
  readonly name: string;
  readonly functions: readonly DrawnFunction[];
  readonly tables: readonly string[];
  /** How many there are of each type of resource. */
  readonly counts: ReadonlyMap<string, number>;
}

interface CfnNode {
  readonly path: readonly string[];
  readonly type: string;
  readonly props: Readonly<Record<string, unknown>>;
}

function* resourcesIn(node: TreeNode): Generator<CfnNode> {
  const type = node.attributes?.['aws:cdk:cloudformation:type'];
  if (typeof type === 'string') {
    const props = Object(node.attributes?.['aws:cdk:cloudformation:props']);
    yield { path: node.path.split('/'), type, props };
  }
  for (const child of Object.values(node.children ?? {})) yield* resourcesIn(child);
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** The tables' names in the logical ids that a permission refers to. */
const tablesIn = (resource: unknown) =>
  [...JSON.stringify(resource).matchAll(/"Tables([a-z]+)[0-9A-F]{8}"/g)].map(([, table = '']) => table);

function accessOf(statements: readonly Statement[]): ReadonlyMap<string, Access> {
  const actions = new Map<string, string[]>();
  for (const { Action, Resource } of statements) {
    for (const table of tablesIn(Resource)) {
      actions.set(table, [...(actions.get(table) ?? []), ...[Action].flat()]);
    }
  }
  const inWords = (all: readonly string[]): Access => {
    const writes = all.some((action) => /:(Put|Update|Delete)/.test(action));
    const reads = all.some((action) => /:(Get|BatchGet|Query)/.test(action));
    if (writes && reads) return 'read, write';
    return writes ? 'write' : 'read';
  };
  return new Map([...actions].map(([table, all]) => [table, inWords(all)]));
}

/** The nodes below the construct that holds a function. */
const siblings = (resources: readonly CfnNode[], { path }: CfnNode) => {
  const owner = path.slice(0, -2).join('/');
  return resources.filter((one) => one.path.join('/').startsWith(`${owner}/`));
};

/** The path of a method whose integration names the function's alias, or the function itself. */
function servedPath(resources: readonly CfnNode[], name: string): string | undefined {
  const named = new RegExp(`"${name.replaceAll('-', '')}(Live|Function)[0-9A-F]{8}"`);
  const method = resources.find(
    ({ type, props }) => type === 'AWS::ApiGateway::Method' && named.test(JSON.stringify(props.integration)),
  );
  // …/Default/im/chatroom_join/GET/Resource
  return method && `/${method.path.slice(method.path.indexOf('Default') + 1, -2).join('/')}`;
}

function drawnFunction(resources: readonly CfnNode[], node: CfnNode): DrawnFunction {
  const around = siblings(resources, node);
  const name = node.path.at(-3) ?? '';
  const statements = around
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .flatMap(({ props }) => Object(props.policyDocument).Statement as readonly Statement[]);
  const path = servedPath(resources, name);
  return {
    name,
    ...(path === undefined ? {} : { path }),
    runsByTheClock: around.some(({ type }) => type === 'AWS::Events::Rule'),
    access: accessOf(statements),
    readsSecret: statements.some(
      ({ Action, Resource }) =>
        [Action].flat().includes('secretsmanager:GetSecretValue') &&
        JSON.stringify(Resource).includes('RongCloud'),
    ),
  };
}

/** Reads a synthesized tree with one stack. */
export function drawnStack(tree: TreeNode): DrawnStack {
  const [stack] = Object.values(tree.children ?? {}).filter(({ path }) => path !== 'Tree');
  if (stack === undefined) throw new Error('the tree has no stack');
  const resources = [...resourcesIn(stack)];
  const ofType = (wanted: string) => resources.filter(({ type }) => type === wanted);
  const counts = Map.groupBy(resources, ({ type }) => type);
  return {
    name: stack.path,
    functions: ofType('AWS::Lambda::Function').map((node) => drawnFunction(resources, node)),
    tables: ofType('AWS::DynamoDB::Table').map(({ path }) => path.at(-2) ?? ''),
    counts: new Map([...counts].map(([type, all]) => [type, all.length])),
  };
}
