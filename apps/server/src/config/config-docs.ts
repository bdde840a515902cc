import { z } from 'zod';
import { type Option, options } from './options.ts';

/** docs/config.md, out of the table of settings. */
export function configDocs(): string {
  const rows = Object.entries(options).map(
    ([name, o]: [string, Option]) =>
      `| \`${name}\` | ${defaultOf(o) === '' ? '–' : `\`${defaultOf(o)}\``} | ${o.zh} | ${o.en} | \`${o.example}\` |`,
  );
  return [
    '# 配置 / Configuration',
    '',
    '由 `apps/server/src/config/options.ts` 生成：`node apps/server/src/config/write-docs.ts`。Generated; do not edit.',
    '',
    '全部通过环境变量设置；空值视为未设置。密码类可用 `<名称>_FILE` 指向文件。写错时服务器拒绝启动，并一次列出全部问题。',
    'Everything is an environment variable; an empty one counts as absent. Secrets may stand in the file named by `<NAME>_FILE`. Wrong settings stop the start, with all problems at once.',
    '',
    '| 变量 | 默认 | 含义 | Meaning | 例 |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** example.env, out of the table of settings. */
export function exampleEnv(): string {
  const blocks = Object.entries(options).map(
    ([name, o]: [string, Option]) => `# ${o.zh}\n# ${o.en}\n#${name}=${defaultOf(o) || o.example}\n`,
  );
  return `# 虎符服务器的配置示例（由 options.ts 生成）/ Example settings, generated.\n\n${blocks.join('\n')}`;
}

function defaultOf(option: Option): string {
  const json = z.toJSONSchema(option.schema, { io: 'input', unrepresentable: 'any' });
  return json.default === undefined ? '' : String(json.default);
}
