import { readFileSync, writeFileSync } from 'node:fs';
import { drawArchitecture } from '../lib/diagram/architecture.ts';
import { drawnStack, type TreeNode } from '../lib/diagram/stack-tree.ts';

/** npm run diagram: draws docs/architecture.svg from what `cdk synth` left in cdk.out. */
const { tree }: { tree: TreeNode } = JSON.parse(readFileSync('cdk.out/tree.json', 'utf8'));
writeFileSync('docs/architecture.svg', drawArchitecture(drawnStack(tree)));
