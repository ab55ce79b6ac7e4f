import { conflictProblem, exitCodes, Problem } from '../../errors.ts';
import type { Change, PlannedFile, Warning } from '../../types.ts';
import { editDotenv } from '../edit/edit-dotenv.ts';
import { editGitignore } from '../edit/edit-gitignore.ts';
import { editJson, type JsonEdit, type KeptMember } from '../edit/edit-json.ts';
import { holdsAll } from '../edit/json-holds.ts';
import { notStrict } from '../project/read-json.ts';
import { printable } from '../report/printable.ts';
import { editedBytes, hasByteOrderMark, sameButLineBreaks, textBytes, textOf } from './text-bytes.ts';

export { mergePlanned } from './merge-planned.ts';

/** A file's change, and what is worth saying about it. */
export interface Settled {
  readonly change: Change;
  readonly warnings: readonly Warning[];
}

/**
 * What has to change for one planned file. Where nothing has to, the bytes after are the very array from before. A
 * source file that differs only in its line breaks counts as equal: git may have checked it out with others.
 *
 * @param before present bytes; undefined where nothing is
 * @throws Problem (code 3) where what is there would be lost or cannot be edited: `file-differs`, `not-utf8`,
 * `invalid-json`, `json-conflict`, `dotenv-conflict`
 */
export function settle(planned: PlannedFile, before: Uint8Array | undefined): Settled {
  const { path } = planned;
  switch (planned.kind) {
    case 'source':
      if (before !== undefined && !sameButLineBreaks(before, planned.text)) throw differs(path);
      return {
        change: before === undefined ? created(path, planned.text) : unchanged(path, before),
        warnings: [],
      };
    case 'starter':
      return {
        change: before === undefined ? created(path, planned.text) : unchanged(path, before),
        warnings: [],
      };
    case 'json':
      return settleJson(planned, before);
    case 'dotenv': {
      const text = before === undefined ? '' : textOf(path, before);
      const edited = editDotenv(path, text, planned.header, planned.entries);
      return { change: changed(path, before, text, edited), warnings: [] };
    }
    case 'gitignore': {
      const text = before === undefined ? planned.text : textOf(path, before);
      return { change: changed(path, before, text, editGitignore(text, planned.rules)), warnings: [] };
    }
  }
}

/**
 * The same for a whole plan.
 *
 * @param read present bytes by path; its conflicts are collected too
 * @throws Problem (code 3) that lists everything in the way; the one problem itself where there is only one
 */
export function settleAll(
  planned: readonly PlannedFile[],
  read: (path: string) => Uint8Array | undefined,
): { readonly changes: readonly Change[]; readonly warnings: readonly Warning[] } {
  const settled: Settled[] = [];
  const problems: Problem[] = [];
  for (const file of planned) {
    try {
      settled.push(settle(file, read(file.path)));
    } catch (error) {
      if (!(error instanceof Problem) || error.exit !== exitCodes.conflict) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0) throw allOf(problems);
  return {
    changes: settled.map(({ change }) => change),
    warnings: settled.flatMap(({ warnings }) => warnings),
  };
}

function settleJson(
  { path, text: newText, members, items }: Extract<PlannedFile, { readonly kind: 'json' }>,
  before: Uint8Array | undefined,
): Settled {
  if (before === undefined && holdsAll(newText, members, items)) {
    return { change: created(path, newText), warnings: [] };
  }
  const text = before === undefined ? newText : textOf(path, before);
  const edit = editJson(path, text, members, items);
  const isStrict = !edit.comments && !(before !== undefined && hasByteOrderMark(before));
  return {
    change: before === undefined ? created(path, edit.text) : edited(path, before, text, edit),
    warnings: [...(isStrict ? [] : [notStrict(path)]), ...edit.kept.map((member) => kept(path, member))],
  };
}

/** @param text the text before, without a byte order mark */
function edited(path: string, before: Uint8Array, text: string, { edits }: JsonEdit): Change {
  if (edits.length === 0) return unchanged(path, before);
  return { action: 'update', path, before, after: editedBytes(before, text, edits) };
}

/** @param text the text before, without a byte order mark */
function changed(path: string, before: Uint8Array | undefined, text: string, edited: string): Change {
  if (before === undefined) return created(path, edited);
  if (edited === text) return unchanged(path, before);
  const after = textBytes(hasByteOrderMark(before) ? `\ufeff${edited}` : edited);
  return { action: 'update', path, before, after };
}

function created(path: string, text: string): Change {
  return { action: 'create', path, before: undefined, after: textBytes(text) };
}

function unchanged(path: string, before: Uint8Array): Change {
  return { action: 'unchanged', path, before, after: before };
}

function kept(path: string, { key, value, present }: KeptMember): Warning {
  return {
    code: 'dependency-kept',
    message: `${printable(path)} keeps ${printable(key)} at ${printable(present)}; ${printable(JSON.stringify(value))} was wanted.`,
  };
}

function differs(path: string): Problem {
  return conflictProblem('file-differs', `${printable(path)} is there already, with other content.`, {
    hint: 'Choose another name, or move the file away; nothing is overwritten.',
    conflicts: [path],
  });
}

function allOf(problems: readonly Problem[]): Problem {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return first;
  const lines = problems.map(({ message, details }) => [message, details.hint ?? ''].join('\n').trim());
  const listed = lines.map((text) => `- ${text.replaceAll('\n', '\n  ')}`);
  return conflictProblem('conflict', `${problems.length} files are in the way:\n${listed.join('\n')}`, {
    hint: 'Nothing was written. Clear these, then run the same command again.',
    conflicts: [...new Set(problems.flatMap(({ details }) => details.conflicts ?? []))],
  });
}
