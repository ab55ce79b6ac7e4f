import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { largeProject } from './large-project.ts';
import type { Row } from './measure.ts';
import { emptyNode, type Setting } from './setting.ts';

/** Runs all rules on projects with 100 and 1,000 functions, compared to ESLint's recommended rules on the same files. */
export function checkRows(setting: Setting): readonly Row[] {
  return [100, 1000].map((count) => checkRow(setting, count));
}

function checkRow(setting: Setting, count: number): Row {
  const { subject, peers, scratch } = setting;
  const { root, registry } = largeProject(setting, count);
  const config = path.join(scratch, 'eslint.config.mjs');
  const js = peers.file('@eslint/js', 'src/index.js');
  writeFileSync(
    config,
    `import js from ${JSON.stringify(js)};
export default [js.configs.recommended, { languageOptions: { sourceType: 'commonjs', globals: { process: 'readonly', console: 'readonly' } } }];
`,
  );
  const eslint = [peers.file('eslint', 'bin/eslint.js'), '--config', config, path.dirname(registry)];
  return {
    title: `Check ${count.toLocaleString('en')} functions`,
    contenders: [
      emptyNode(setting),
      { name: subject.name, prepare: () => ({ args: [subject.program, 'check'], cwd: root }) },
      { name: 'eslint, recommended rules', prepare: () => ({ args: eslint, cwd: root }) },
    ],
  };
}
