import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fillMarked } from '../src/args/reference.ts';
import { addRows } from './add-rows.ts';
import { chart } from './chart.ts';
import { checkRows } from './check-rows.ts';
import { devRows } from './dev-rows.ts';
import { invokeRows } from './invoke-rows.ts';
import { type MeasuredRow, measureRow } from './measure.ts';
import { migrateRows } from './migrate-rows.ts';
import { npmRows, startBenchRegistry } from './npm-rows.ts';
import { installPeers } from './peers.ts';
import { gatherResults } from './results.ts';
import type { Setting } from './setting.ts';
import { measureSizes } from './sizes.ts';
import { startupRows } from './startup-rows.ts';
import { packSubject } from './subject.ts';
import { markdown, sentence, terminalTable } from './tables.ts';

/**
 * Measures the packed program, baselines and other programs, prints the table, and writes RESULTS.md, chart.svg and the
 * README's sentence.
 * @param root absolute path of the repository
 * @param argv `--json` prints the results as JSON instead of a table; `--runs <n>` sets the number of runs per program (at
 * least 11 for published figures); `--only <word>` measures only operations with the word in their title, and writes no
 * files
 */
export async function benchmark(root: string, argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      json: { type: 'boolean' },
      runs: { type: 'string', default: '21' },
      only: { type: 'string', default: '' },
    },
  });
  const runs = Number(values.runs);
  const scratch = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const bench = path.join(root, 'bench');
  const setting: Setting = {
    bench,
    subject: packSubject(root, scratch),
    peers: installPeers(bench),
    scratch,
  };
  const registry = await startBenchRegistry(setting);
  try {
    const rows = [
      ...startupRows(setting),
      ...addRows(setting),
      ...invokeRows(setting),
      ...checkRows(setting),
      ...migrateRows(setting),
      ...devRows(setting),
      ...npmRows(setting, registry),
    ];
    const measured: MeasuredRow[] = [];
    for (const row of rows.filter(({ title }) => title.includes(values.only))) {
      process.stderr.write(`${row.title} …\n`);
      measured.push(await measureRow(row, runs, scratch));
    }
    const results = gatherResults(setting, runs, measured, measureSizes(setting));
    const { name } = setting.subject;
    if (values.only === '') {
      writeFileSync(path.join(bench, 'RESULTS.md'), markdown(results, name));
      writeFileSync(path.join(bench, 'chart.svg'), chart(results, name));
      const readme = path.join(root, 'README.md');
      const filled = fillMarked(readFileSync(readme, 'utf8'), { benchmark: sentence(results, name) });
      writeFileSync(readme, filled);
    }
    process.stdout.write(
      values.json ? `${JSON.stringify(results, undefined, 2)}\n` : terminalTable(results, name),
    );
  } finally {
    await registry.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
