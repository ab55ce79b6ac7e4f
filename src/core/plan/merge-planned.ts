import { conflictProblem, type Problem } from '../../errors.ts';
import type { PlannedFile } from '../../types.ts';
import { printable } from '../report/printable.ts';

/**
 * One planned file a path: where several functions plan the same file, it gets what each of them needs. Of texts for
 * a new file the first counts; settling it adds what it lacks.
 *
 * @throws Problem `planned-twice` (code 3) where two plans for a path cannot both hold
 */
export function mergePlanned(files: readonly PlannedFile[]): PlannedFile[] {
  const merged = new Map<string, PlannedFile>();
  for (const file of files) {
    const earlier = merged.get(file.path);
    merged.set(file.path, earlier === undefined ? file : merge(earlier, file));
  }
  return [...merged.values()];
}

function merge(one: PlannedFile, other: PlannedFile): PlannedFile {
  if (one.kind === 'json' && other.kind === 'json') {
    return { ...one, members: [...one.members, ...other.members], items: [...one.items, ...other.items] };
  }
  if (one.kind === 'dotenv' && other.kind === 'dotenv') {
    const names = new Set(one.entries.map(({ name }) => name));
    return { ...one, entries: [...one.entries, ...other.entries.filter(({ name }) => !names.has(name))] };
  }
  if (one.kind === 'gitignore' && other.kind === 'gitignore') {
    return { ...one, rules: [...new Set([...one.rules, ...other.rules])] };
  }
  if (one.kind === 'starter' && other.kind === 'starter') return one;
  if (one.kind === 'source' && other.kind === 'source' && one.text === other.text) return one;
  throw plannedTwice(one.path);
}

function plannedTwice(path: string): Problem {
  return conflictProblem(
    'planned-twice',
    `${printable(path)} would be written twice, with different content.`,
    {
      hint: 'Give the functions different names.',
      conflicts: [path],
    },
  );
}
