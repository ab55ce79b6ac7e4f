import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parseSync } from 'rolldown/utils';
import { beforeAll, expect, test } from 'vitest';
import { part } from '../extent.ts';
import { kept } from '../kept.ts';
import { npmCli } from '../npm.ts';

/** Decides whether a pattern takes linear time, by its automaton or by attacks of growing length. */
const judge = 'recheck@4.5.0';

interface Verdict {
  readonly status: 'safe' | 'vulnerable' | 'unknown';
  readonly attack?: { readonly pattern: string };
}

/**
 * Makes it only count the steps of attacks. By default, an attack also succeeds if it takes too long, which happens on any
 * busy machine.
 */
const byStepsAlone = { timeout: null, attackTimeout: null, incubationTimeout: null, seedingTimeout: null };
/** Milliseconds. Durations depend on the machine and prove nothing. */
const patienceMs = 900_000;

type Check = (source: string, flags: string, options: object) => Promise<Verdict>;

let check: Check;
beforeAll(async () => {
  const folder = await kept(judge.replace('@', '-'), async (empty) => {
    writeFileSync(path.join(empty, 'package.json'), '{ "private": true }');
    const options = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--no-package-lock'];
    await promisify(execFile)(process.execPath, [npmCli, 'install', ...options, judge], { cwd: empty });
  });
  ({ check } = await import(pathToFileURL(path.join(folder, 'node_modules/recheck/lib/main.js')).href));
}, 600_000);

interface Pattern {
  readonly source: string;
  readonly flags: string;
}

/** The regular expressions in a file, as written. */
function patternsIn(file: string): [string, Pattern][] {
  const text = readFileSync(file, 'utf8');
  const code = file.endsWith('.html') ? (/<script[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '') : text;
  const found: [string, Pattern][] = [];
  JSON.stringify(parseSync(`${file}.ts`, code).program, (_key, node) => {
    if (node?.type === 'Literal' && node.regex !== undefined) {
      const { pattern: source, flags } = node.regex;
      found.push([`/${source}/${flags}`, { source, flags: flags.replace('v', 'u') }]);
    }
    return typeof node === 'bigint' || node instanceof RegExp ? null : node;
  });
  return found;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(ts|html)$/.test(name),
);
const patterns = new Map(files.flatMap((name) => patternsIn(path.join('src', name))));

test('the patterns of the whole program are found', () => {
  expect(patterns.size).toBeGreaterThan(300);
});

test(
  'a pattern that takes more than linear time is recognised',
  async () => {
    expect(await check('^(a|a)*$', '', byStepsAlone)).toMatchObject({ status: 'vulnerable' });
    expect(await check('=+$', '', byStepsAlone)).toMatchObject({ status: 'vulnerable' });
  },
  patienceMs,
);

test.each(part([...patterns], 40))(
  '%s takes time in proportion to the text',
  async (_written, { source, flags }) => {
    const { status, attack } = await check(source, flags, byStepsAlone);
    expect({ status, attack: attack?.pattern }).toEqual({ status: 'safe', attack: undefined });
  },
  patienceMs,
);
