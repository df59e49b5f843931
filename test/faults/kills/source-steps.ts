import { dirname, join, relative } from 'node:path';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { isCallExpression, isImportDeclaration, isStringLiteral } from 'typescript/unstable/ast/is';
import { API, type Checker } from 'typescript/unstable/sync';

/** A call in the source that goes to DynamoDB or RongCloud, or leads there. */
export interface SourceStep {
  /** From the top of the project. */
  readonly file: string;
  /** Such as `functions/reconcile.ts:25 endPending`. */
  readonly name: string;
  /** Where in the file's text the call begins and ends. */
  readonly start: number;
  readonly end: number;
}

export interface Sought {
  /** The files to begin with; what they import is looked at too. */
  readonly entries: readonly string[];
  /** Files that are not looked at, nor what they alone import. */
  readonly without?: readonly string[];
  /** Texts in place of what is on the disk. */
  readonly texts?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '../../..');
const configFile = join(root, 'tsconfig.source-steps.json');

/** Whatever runs, not types alone. */
function importsOf(source: SourceFile): string[] {
  return source.statements
    .filter(isImportDeclaration)
    .filter(({ importClause }) => importClause?.phaseModifier === undefined)
    .map(({ moduleSpecifier }) => (isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''))
    .filter((path) => path.startsWith('.'))
    .map((path) => join(dirname(source.fileName), path));
}

/** Whoever goes to another system is told until when: `Database.run` and `RongCloud.request` demand it of all that lead to them. */
function isStep(call: Node, checker: Checker): boolean {
  const signature = checker.getResolvedSignature(call);
  if (!signature?.getParameters().some(({ name }) => name === 'deadlineAt')) return false;
  const answer = checker.getReturnTypeOfSignature(signature);
  return answer !== undefined && checker.typeToString(answer).startsWith('Promise<');
}

function stepsOf(source: SourceFile, checker: Checker): SourceStep[] {
  const file = relative(root, source.fileName);
  const steps: SourceStep[] = [];
  const visit = (node: Node): void => {
    if (isCallExpression(node) && isStep(node, checker)) {
      const start = node.getStart(source);
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      steps.push({ file, name: `${file}:${line} ${node.expression.getText(source)}`, start, end: node.end });
    }
    node.forEachChild(visit);
  };
  visit(source);
  return steps;
}

/** Finds the steps by TypeScript's own reading of the source, so that none has to be written down. */
export function stepsInSource({ entries, without = [], texts = {} }: Sought): readonly SourceStep[] {
  const absolute = (file: string) => join(root, file);
  const written = new Map(Object.entries(texts).map(([file, text]) => [absolute(file), text]));
  written.set(
    configFile,
    JSON.stringify({ extends: './tsconfig.json', include: [], files: entries.map(absolute) }),
  );
  const api = new API({
    cwd: root,
    fs: {
      readFile: (file) => written.get(file),
      fileExists: (file) => written.has(file) || undefined,
    },
  });
  try {
    const project = api.updateSnapshot({ openProjects: [configFile] }).getProject(configFile);
    const seen = new Set(without.map(absolute));
    const look = (file: string): SourceStep[] => {
      if (seen.has(file)) return [];
      seen.add(file);
      const source = project?.program.getSourceFile(file);
      if (project === undefined || source === undefined) throw new Error(`${file} is not in the program`);
      return [...stepsOf(source, project.checker), ...importsOf(source).flatMap(look)];
    };
    return entries.map(absolute).flatMap(look);
  } finally {
    api.close();
  }
}
