import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { tokenName } from '../data/limits.ts';
import { refusal, warning } from '../messages/messages.ts';
import type { Clash, Difference } from '../messages/plan.ts';
import { inFolder } from '../project/files.ts';
import { cardFile, type Layout, type ProjectPaths } from '../project/layout.ts';
import { layoutOf } from '../project/layouts.ts';
import type { Answers, ExistingFunction, FunctionAnswers, Project, Registered, Warning } from '../types.ts';
import { appUid, sourceFile } from './plan.ts';
import { wantedCards } from './plan-cards.ts';

type Named = Pick<ExistingFunction, 'name' | 'file' | 'configFile'>;

/**
 * Refuses functions whose name, file, endpoint path or `uid` is taken. If exactly the same function exists already, there is
 * no conflict and the plan will find nothing to do.
 * @param project undefined if a new project is created
 * @throws Problem `clash` (code 3) that lists all conflicts
 */
export function refuseClashes(answers: Answers, project: Project | undefined): void {
  const layout = layoutOf(answers.platform);
  const place = project ?? layout.place;
  const words = [
    ...answers.functions.flatMap(({ name, endpoint }) => [name, endpoint?.path ?? '']),
    ...wantedCards(answers).map(({ uid }) => uid),
  ];
  const there = project === undefined ? undefined : registeredWith(project, words);
  const uids = there?.uids ?? new Map([[appUid(answers), place.appFile]]);
  const wanted = answers.functions.map((one) => asExisting(one, layout, place));
  const ofFunctions = wanted.flatMap((one, index) => {
    const found = [
      ...(there?.functions ?? []).flatMap((other) => clashWith(one, other)),
      ...(project?.otherFunctions ?? []).flatMap((other) => clashElsewhere(one, other)),
      ...wanted.slice(0, index).flatMap((other) => clashBetween(one, other)),
    ];
    if (found.length > 0) return found;
    const uidClashes = layout.uniqueInProject ? uidClash(one, uids) : [];
    return [...uidClashes, ...fileClashes(one, place.functionsDirectory, project?.functionFiles ?? [])];
  });
  const clashes = [...ofFunctions, ...cardClashes(answers, project, uidsWith(wanted, uids, layout))];
  if (clashes.length === 0) return;
  throw refusal('clash', { clashes }, { conflicts: clashes.map(takenBy) });
}

/** Warnings about the new functions and about existing ones, which are not changed. */
export function projectWarnings(answers: Answers, project: Project | undefined): readonly Warning[] {
  const unsure = answers.functions.filter(({ endpoint, token }) => endpoint !== undefined && token);
  const tokens = unsure.map(({ name }) => warning('endpoint-token', { name }));
  if (project === undefined) return tokens;
  const secrets = new Set(answers.functions.flatMap((one) => one.secrets));
  const existing = registeredWith(project, [...secrets, tokenName]).functions;
  return [...tokens, ...declaredTokens(existing), ...otherSpellings(secrets, existing)];
}

function registeredWith(project: Project, words: readonly string[]): Registered {
  return project.registeredWith?.(words) ?? project;
}

function asExisting(answers: FunctionAnswers, layout: Layout, place: ProjectPaths): ExistingFunction {
  const { name, secrets, endpoint } = answers;
  const configFile = layout.register(place, [answers])[0]?.path ?? '';
  return { name, file: sourceFile(place, name), configFile, secrets, ...(endpoint && { endpoint }) };
}

/** The details of a clash for programs that read the report: the file, path or name that is taken. */
function takenBy(clash: Clash): string {
  switch (clash.fault) {
    case 'endpoint':
      return clash.path;
    case 'file':
    case 'file-case':
    case 'card-file':
    case 'card-title':
      return clash.file;
    default:
      return clash.name;
  }
}

function clashWith(one: ExistingFunction, other: ExistingFunction): Clash[] {
  if (one.name !== other.name) return clashBetween(one, other);
  const differences: Difference[] = [
    ...(one.configFile === other.configFile ? [] : ['configuration file' as const]),
    ...(one.file === other.file ? [] : ['source file' as const]),
    ...(isDeepStrictEqual(one.secrets, other.secrets) ? [] : ['list of secrets' as const]),
    ...(isDeepStrictEqual(one.endpoint, other.endpoint) ? [] : ['endpoint' as const]),
  ];
  if (differences.length === 0) return [];
  return [{ fault: 'differs', name: one.name, file: other.configFile, differences }];
}

/** Returns at most one clash, because functions with the same name also have the same file and path. */
function clashBetween(one: ExistingFunction, other: ExistingFunction): Clash[] {
  const { name, endpoint } = one;
  const owner = other.name;
  if (name === owner) return [{ fault: 'name-twice', name }];
  if (sameLetters(name, owner)) return [{ fault: 'name-case', name, owner }];
  if (sameLetters(one.file, other.file)) return [{ fault: 'file', file: other.file, owner }];
  if (endpoint === undefined || endpoint.path !== other.endpoint?.path) return [];
  return [{ fault: 'endpoint', path: endpoint.path, name, owner }];
}

/** Clashes with a function in another folder. HubSpot identifies functions by name and endpoints by path. */
function clashElsewhere({ name, endpoint }: ExistingFunction, other: ExistingFunction): Clash[] {
  const { name: owner, configFile: file } = other;
  if (sameLetters(name, owner)) return [{ fault: 'elsewhere', what: 'name', name, owner, file }];
  if (endpoint === undefined || endpoint.path !== other.endpoint?.path) return [];
  return [{ fault: 'elsewhere', what: 'endpoint path', name: endpoint.path, owner, file }];
}

function uidClash({ name, configFile }: Named, uids: ReadonlyMap<string, string>): Clash[] {
  const file = uids.get(name);
  return file === undefined || file === configFile ? [] : [{ fault: 'uid', name, file }];
}

/** The uids in use, with the files that use them. New functions only count if the layout gives functions uids. */
function uidsWith(
  functions: readonly ExistingFunction[],
  uids: ReadonlyMap<string, string>,
  { uniqueInProject }: Layout,
): ReadonlyMap<string, string> {
  if (!uniqueInProject) return new Map();
  return new Map([...uids, ...functions.map(({ name, configFile }) => [name, configFile] as const)]);
}

/** Clashes of cards. A card's uid and title must be new, because people choose cards by title. */
function cardClashes(
  answers: Answers,
  project: Project | undefined,
  uids: ReadonlyMap<string, string>,
): readonly Clash[] {
  const layout = layoutOf(answers.platform);
  const place = project ?? layout.place;
  const cards = wantedCards(answers).map((card) => {
    const configFile = layout.registerCard(place, card).path;
    return { ...card, name: card.uid, configFile, file: cardFile(place, card) };
  });
  const there = cards.length === 0 ? [] : (project?.cards ?? []);
  return cards.flatMap((card, index): Clash[] => {
    const earlier = cards.slice(0, index);
    const sameFile = earlier.find(({ file }) => sameLetters(file, card.file));
    if (sameFile !== undefined) {
      return [{ fault: 'card-file', file: card.file, functions: [sameFile.function, card.function] }];
    }
    const others = [...there, ...earlier].filter(({ configFile }) => configFile !== card.configFile);
    const sameUid = others.find(({ uid }) => uid === card.uid)?.configFile;
    const sameTitle = others.find(({ title }) => title !== undefined && sameLetters(title, card.title));
    return [
      ...uidClash(card, sameUid === undefined ? uids : new Map([[card.uid, sameUid]])),
      ...(sameTitle === undefined
        ? []
        : [{ fault: 'card-title' as const, title: card.title, file: sameTitle.configFile }]),
      ...fileClashes(card, place.cardsDirectory, project?.cardFiles ?? []),
    ];
  });
}

/** Files that differ only in letter case. Case-insensitive systems would write into the existing file. */
function fileClashes(one: Named, folder: string, files: readonly string[]): Clash[] {
  const own = [one.file, one.configFile].map((path) => posix.basename(path));
  return files
    .filter((file) => own.some((name) => file !== name && sameLetters(file, name)))
    .map((file) => ({ fault: 'file-case', file: inFolder(folder, file), name: one.name }));
}

function declaredTokens(existing: readonly ExistingFunction[]): Warning[] {
  const declaring = existing.filter(({ secrets }) => secrets.includes(tokenName));
  const [first] = declaring;
  if (first === undefined) return [];
  return [
    warning('token-declared', { names: declaring.map(({ name }) => name), configFile: first.configFile }),
  ];
}

function otherSpellings(wanted: Iterable<string>, existing: readonly ExistingFunction[]): Warning[] {
  const spellings = new Map<string, Map<string, string>>();
  for (const { secrets, configFile } of existing) {
    for (const other of secrets) {
      const letters = other.toLowerCase();
      spellings.set(letters, (spellings.get(letters) ?? new Map()).set(other, configFile));
    }
  }
  return [...wanted].flatMap((secret) =>
    [...(spellings.get(secret.toLowerCase()) ?? [])]
      .filter(([other]) => other !== secret)
      .map(([other, configFile]) => warning('secret-case', { secret, other, configFile })),
  );
}

function sameLetters(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase();
}
