import { type EndpointRow, failuresOfEvery } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { exampleReply, parametersOf } from './examples.ts';

const code = (text: string) => `\`${text}\``;

const head = `# 接口

由 \`npm run openapi\` 根据接口表生成。调用方式和 code 的含义见 [README](../../README.zh-CN.md#失败)。

所有接口都可能返回：${failuresOfEvery.map(code).join('、')}。
`;

const parameterTable = (row: EndpointRow) =>
  Object.entries(parametersOf(row))
    .map(([name, { rule, isOptional }]) => `| ${code(name)} | ${isOptional ? '否' : '是'} | ${rule.zh} |\n`)
    .join('');

function failuresOf({ failures, refusals }: EndpointRow): string {
  const codes = failures.length === 0 ? '' : `\n此外还可能返回：${failures.map(code).join('、')}。\n`;
  const reasons = refusals.map(({ reason }) => `- ${reason.zh}\n`).join('');
  return reasons === '' ? codes : `${codes}\n返回 ${code('NOT_ALLOWED')} 的情况：\n\n${reasons}`;
}

const section = (row: EndpointRow) => `
## ${row.summary.zh}

${row.methods.map(code).join('、')} ${code(`${row.path}/`)}

${row.description.zh}

| 参数 | 必填 | 取值 |
|---|---|---|
${parameterTable(row)}
\`\`\`json
${JSON.stringify(exampleReply(row))}
\`\`\`
${failuresOf(row)}`;

/** The endpoints as a Chinese document; English readers have the page, which has both languages. */
export const chineseEndpoints = () => head + Object.values<EndpointRow>(endpoints).map(section).join('');
