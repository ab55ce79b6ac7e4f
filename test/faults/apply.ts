/**
 * A minimal program that writes files the way ours does: it finishes or undoes an interrupted run, reads the current files,
 * and applies the changes. Arguments: the project's folder, and a JSON file with the wanted content of every file. A text
 * that starts with `+` is appended instead.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Problem } from '../../src/errors.ts';
import { exitOf, wordsOf } from '../../src/messages/words.ts';
import type { Change } from '../../src/types.ts';
import { readPresent } from '../../src/write/files.ts';
import { applyChanges, recover } from '../../src/write/transaction.ts';

const [root = '', wanted = ''] = process.argv.slice(2);

function changeOf([path, text]: [string, string]): Change {
  const before = readPresent(root, path);
  const present = before === undefined ? '' : Buffer.from(before).toString();
  const added = text.slice(1);
  const after = !text.startsWith('+') ? text : present.endsWith(added) ? present : present + added;
  const action = before === undefined ? 'create' : after === present ? 'unchanged' : 'update';
  return { action, path, before, after: Buffer.from(after) };
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => {});
try {
  process.stdout.write(`${recover(root)}\n`);
  applyChanges(root, Object.entries<string>(JSON.parse(readFileSync(wanted, 'utf8'))).map(changeOf));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  const { message, hint } = wordsOf(error);
  process.stderr.write(`${error.code}: ${message} ${hint}\n`);
  process.exitCode = exitOf(error);
}
