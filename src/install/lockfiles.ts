import { existsSync } from 'node:fs';
import path from 'node:path';
import { unescape as unescaped } from 'node:querystring';
import { mostFolders } from './install-paths.ts';
import {
  dangerIf,
  type Examined,
  type Install,
  installedFolders,
  shownPath,
  topOf,
  unreadable,
} from './install-place.ts';
import { readConfiguration } from './npmrc.ts';
import { hiddenCharacter } from './read-settings.ts';
import {
  fromGit,
  leadsOutside,
  localTarget,
  mostLevels,
  type Reference,
  referenceDangers,
} from './references.ts';
import { misdirected, ownerOf } from './servers.ts';
import { isDoubtful, parseYaml, textsIn } from './structured-texts.ts';

const locksOfNpm = ['package-lock.json', 'npm-shrinkwrap.json', 'node_modules/.package-lock.json'];
const locksOfPnpm = ['pnpm-lock.yaml', 'node_modules/.pnpm/lock.yaml', 'node_modules/.modules.yaml'];
const otherLocks = ['yarn.lock', 'node_modules/.yarn-state.yml', 'bun.lock', 'bun.lockb'];

/** A lockfile, or another record of an install that the next one trusts. */
export interface Lockfile {
  /** Absolute path. The file need not exist. */
  readonly file: string;
  /** Absolute path of the folder that it belongs to. */
  readonly folder: string;
  /** Undefined if it cannot be read. */
  readonly text: string | undefined;
  /** Undefined if it cannot be read with certainty. */
  readonly contents: ReturnType<typeof readLockfile>;
}

/** Reads a folder's lockfiles. */
export function lockfilesIn(folder: string, place: Install): readonly Lockfile[] {
  return lockfileNames(folder, place).map((name) => {
    const file = path.join(folder, name);
    const text = readConfiguration(file);
    return {
      file,
      folder,
      text,
      contents: text === undefined ? undefined : readLockfile(file, text, folder),
    };
  });
}

function lockfileNames(folder: string, place: Install): readonly string[] {
  const isInstalled = installedFolders(place).includes(folder);
  // pnpm may read a lockfile in every folder of a workspace. When npm copies a package, it reads the package's lockfile.
  if (!isInstalled && place.packageManager === 'npm') return ['npm-shrinkwrap.json'];
  if (!isInstalled && place.packageManager !== 'pnpm') return [];
  return isInstalled ? [...locksOfNpm, ...locksOfPnpm, ...otherLocks] : locksOfPnpm;
}

/** The local folders and archives that are packages because a lockfile lists them. */
export function lockedFolders({ contents }: Lockfile): readonly Reference[] {
  const { references = [], folders = [] } = contents ?? {};
  return [...references, ...folders].filter(([, text]) => text.startsWith('file:'));
}

/** Dangers in a lockfile: packages from elsewhere, and addresses that the user's tokens would be sent to. */
export function lockfileDangers(lockfile: Lockfile, place: Examined): readonly string[] {
  const { file, folder, text = '' } = lockfile;
  const name = shownPath(file, place);
  // npm may copy the package anywhere, so no path in its lockfile may lead upwards.
  const isCopied = place.packageManager === 'npm' && !installedFolders(place).includes(folder);
  const contents = isCopied && lockfile.contents ? readLockfile(file, text, topOf(place)) : lockfile.contents;
  if (contents === undefined) return [unreadable(name)];
  const { references, folders, texts } = contents;
  const addresses = isYaml.test(file)
    ? []
    : texts.flatMap((one) => one.match(/https?:[^\s"',)\]}]+/gi) ?? []);
  const isFetched =
    texts.some((one) => lockedFromGit.test(one)) || [...addresses, ...texts.flatMap(patchesIn)].some(fromGit);
  // In the binary bun.lockb, names follow each other without separators.
  const ups = file.endsWith('b') ? [...text.matchAll(/([:./\\])?((?:\.\.[\\/])+)/g)] : [];
  const isOutside = file.endsWith('b')
    ? ups.some(([, sign, up = '']) => sign === undefined || leadsOutside(['', up, folder], place))
    : texts.some((one) => upwards.test(one.replace(lockedPlaces, ''))) ||
      folders.some((one) => leadsOutside(one, place));
  return [
    ...referenceDangers(name, references, place, isFetched, isOutside),
    ...texts.flatMap((one) => misdirected(name, one, place.servers)),
    ...(place.packageManager === 'yarn' && file.endsWith('.lock') ? sentToArchives(name, text, place) : []),
  ];
}

/**
 * The contents of a lockfile: packages as a `package.json` would have them (`references`, and in `folders` those on this
 * disk), and `texts` that can only be searched. Undefined if it cannot be read with certainty.
 */
function readLockfile(file: string, text: string, folder: string) {
  if (file.endsWith('.json')) {
    const references = lockedPackages(text, folder);
    return references && { references, folders: [], texts: [] };
  }
  const read = file.endsWith('.yarn-state.yml') ? withProgramPaths : undefined;
  const parts = file.endsWith('b') ? [] : lockedTexts(text, folder, read);
  // Yarn 1 has a format of its own.
  if (parts === undefined && !file.endsWith('yarn.lock')) return undefined;
  if (file.endsWith('.lock') && hiddenCharacter.test(text)) return undefined;
  // Bun might read text that YAML treats as a comment.
  if (file.endsWith('bun.lock') && notOfJson.test(text.replace(textOfJson, ''))) return undefined;
  const isOfYarn = path.basename(file).includes('yarn');
  const folders = isOfYarn
    ? []
    : file.endsWith('bun.lock')
      ? linkedByBun(parts ?? [])
      : (parts ?? []).flatMap(linkedFolders);
  if (folders === undefined) return undefined;
  return {
    references: isOfYarn ? linkedByYarn(text, folder) : [],
    folders,
    texts: [...(isYaml.test(file) ? [] : [text]), ...(parts ?? []).map(([, one]) => one)],
  };
}

const isYaml = /\.ya?ml$/i;
const textOfJson = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)/g;
const notOfJson = /[^ \t\r\n\w{}[\],:.+-]/;

/** Packages that git fetches or a program makes, in a lockfile that is not JSON. */
const lockedFromGit =
  /\bgit\+|\b(?:git|ssh):\/\/|#commit=|@github:|\bext::|\bexec:[^\s"]|\bgit@(?!(?:npm|file|patch):)[\w.-]+:[^\s"']|^type: git/m;

/**
 * The places where a lockfile that is not JSON may contain `..`: paths of local packages. In a name, it leads out of
 * `node_modules`.
 */
const lockedPlaces =
  /(?:(?<![^\s"'@(])(?:file|link|portal|patch|workspace):|^(?:\w*dir|directory|path|specifier): |(?<=[\w-])@(?=\.))[^\s"',(){}]*/gim;

/** A part of a name or path in a lockfile that leads upwards. */
const upwards = /(?:^|[\s"'\\/@])\.\.(?=[\s"'\\/:@,]|$)/m;

/** Yarn 4 sends a registry's token to the address that its lockfile gives for the archive of a package. */
function sentToArchives(name: string, text: string, { servers, user }: Examined): readonly string[] {
  let readings: readonly string[] = text.split(/["'\s]+/).filter((one) => /::|%(?:25)*3A/i.test(one));
  const addresses: string[] = [];
  // For a package with a patch, addresses are escaped more than once.
  for (let level = 0; readings.length > 0; level += 1) {
    if (level > mostLevels) return [unreadable(name)];
    const found = readings.flatMap((one) => one.match(/https?:[^"'\s&]+/gi) ?? []);
    addresses.push(...found.filter((address) => URL.canParse(address)));
    readings = readings.filter((one) => one !== unescaped(one)).map((one) => unescaped(one));
  }
  const isSent = addresses.some((one) => ownerOf(new URL(one).origin, user.servers) === 'others');
  return [
    ...dangerIf(user.hasToken && isSent, `${name} hands a token of yours to where it says that archives are`),
    ...misdirected(name, addresses.join('\n'), servers),
  ];
}

/** The patched packages in Yarn's lockfile, without the addresses of their archives. */
function patchesIn(text: string): readonly string[] {
  const found = text.split(/(?<=[@"\s])patch:(?=[^\s:])/).slice(1);
  return found.map((one) => `patch:${one.replace(/["\n#].*/s, '').replace(/%3A%3A.*/is, '')}#`);
}

/** Keys of npm's lockfile whose texts do not say where a package is. */
const notPlaces = /^(?:integrity|license|engines|funding|deprecated|os|cpu|libc|name|workspaces|node)$/;

/**
 * Returns the places of packages and their programs in npm's lockfile. Its folders are written as in a `package.json`.
 * @returns undefined if it cannot be read, for example with git's conflict markers, which npm resolves itself
 */
function lockedPackages(text: string, folder: string): readonly Reference[] | undefined {
  const found: Reference[] = [];
  const visit = (value: unknown, from: string, isPath: boolean, isOfNames = false): void => {
    if (typeof value === 'string') found.push(['', isPath ? `./${value}` : value, from]);
    if (typeof value !== 'object' || value === null) return;
    const { version, link } = Object(value);
    for (const [key, one] of Object.entries(value)) {
      if (upwards.test(key)) found.push(['', `./${key}`, folder]);
      if (/^(?:~?[\\/]|\w:)/.test(key)) found.push(['', `file:${key}`, folder]);
      const isRequired = key === 'requires' && `${version}`.startsWith('file:');
      const place = isRequired ? path.resolve(folder, version.slice('file:'.length)) : from;
      const isFolder = key === 'resolved' && link === true;
      if (isFolder) found.push(['', `file:./${one}`, folder]);
      if (isOfNames || !notPlaces.test(key))
        visit(
          one,
          key === 'resolved' ? folder : place,
          isFolder || isPath || key === 'bin',
          !isOfNames && /^(?:requires|\w*[dD]ependencies)$/.test(key),
        );
    }
  };
  try {
    const lock = Object(JSON.parse(text.trim() || '{}'));
    if (isDoubtful(text, lock)) return undefined;
    const { packages, ...others } = lock;
    visit(others, folder, false);
    for (const [key, one] of Object.entries(Object(packages))) {
      // Packages in a nested node_modules are looked up from the folder that contains it.
      const own = key.replace(/(^|\/)node_modules\/.*/s, '');
      if (own !== '') found.push(['', `file:./${own}`, folder]);
      visit({ [key]: one }, path.join(folder, key), false);
    }
    return found;
  } catch {
    return undefined;
  }
}

/**
 * The lines (`name: text`) of a lockfile in YAML, grouped by importer or workspace. `bun.lock`, JSON with trailing commas,
 * is valid YAML.
 * @returns undefined if it cannot be read with certainty
 */
function lockedTexts(
  text: string,
  folder: string,
  read = (document: unknown) => document,
): readonly Reference[] | undefined {
  return parseYaml(text)
    ?.map(read)
    .flatMap((document) => {
      // Destructuring would split a plain text into its characters.
      if (typeof document === 'string') return [['', document, folder] as const];
      const { importers, workspaces, ...others } = Object(document);
      const members = [importers, workspaces].flatMap((one) => Object.entries(Object(one)));
      return [['', others] as const, ...members].map(([from, part]): Reference => {
        const lines = textsIn({ [from]: part }).map(
          ([name, one]) => `${name}: ${one.replace(/[\t\r\n]/g, '')}`,
        );
        return ['', lines.join('\n'), path.join(folder, from)];
      });
    });
}

/** Yarn's record of an install, with the paths of programs (from a folder's `node_modules`) as paths from the root. */
function withProgramPaths(kept: unknown): unknown {
  const fromRoot = (folder: string, file: unknown): string =>
    path.posix.relative('/root', path.posix.resolve('/root', folder, 'node_modules', `${file}`));
  const text = JSON.stringify(kept, (key, value) =>
    key !== 'bin' || typeof value !== 'object'
      ? value
      : Object.entries<object>(value).map(([folder, files]) => [
          folder,
          ...Object.entries(files).map(([name, file]) => [name, fromRoot(folder, file)]),
        ]),
  );
  return JSON.parse(text);
}

/** The local folders and archives in the lines of a lockfile in YAML. */
function linkedFolders([, lines, from]: Reference): readonly Reference[] {
  const found = lines.matchAll(
    /(?:\b(?:file|link|directory|portal|patch|workspace):\s*|(?<=[\w-])@(?=(?:~|\.\.?)?[\\/]|[a-z]:[\\/]))([^\s"',(){}]+)/gi,
  );
  return [...found].map(([, file]) => ['', `file:${file}`, from]);
}

/**
 * The local folders and archives in Bun's lockfile. The path of a member starts from the lockfile. Bun writes that of another
 * package as the member that needs it does, but not which member that is: so it counts from each member from which it leads
 * to something.
 * @returns undefined if there are too many members and other paths to be looked through
 */
function linkedByBun([others, ...members]: readonly Reference[]): readonly Reference[] | undefined {
  if (others === undefined) return [];
  const [key, lines, folder] = others;
  const isMember = (line: string): boolean => /^: @?[^@:]+@workspace:[^:]*$/.test(line);
  const grouped = (one: readonly string[]): Reference => [key, [...new Set(one)].join('\n'), folder];
  const all = lines.split('\n');
  const found = linkedFolders(grouped(all.filter((line) => !isMember(line))));
  if (found.length * members.length > mostFolders) return undefined;
  const ofAny = found.flatMap((one): readonly Reference[] => {
    const fromMembers = members.map(([, , from]): Reference => [one[0], one[1], from]);
    const existing = [one, ...fromMembers].filter((each) => existsSync(localTarget(each) ?? ''));
    return existing.length > 0 ? existing : [one];
  });
  return [...ofAny, ...[grouped(all.filter(isMember)), ...members].flatMap(linkedFolders)];
}

/** A path, then the same path or an archive's hash after `#`, and the package that the path starts from (`locator`). */
const boundByYarn =
  /^((?:(?!::)[^\s,'#?])*)(?:#((?:(?!::)[^\s,'#?])*))?(?:::(?:hash=\w*&)?locator=([^&:#]+))?$/;

/**
 * The local folders and archives in Yarn's lockfile. Paths start from the lockfile in Yarn 1, and from the workspace named
 * with them in Yarn 4.
 */
function linkedByYarn(text: string, folder: string): readonly Reference[] {
  // Matches paths in a key, after `resolved` or as a dependency (Yarn 1), and absolute paths anywhere.
  const found = text.matchAll(
    /(?:@|\bresolved[ ":]+|^[ \t]+[^\s:]+[ \t]+"?|\b(?=(?:file|link|portal):(?:~?[\\/]|[a-z]:[\\/])))(?:(?:file|link|portal):|(?=(?:~|\.{0,2})[\\/]|[a-z]:[\\/]))((?:[^",\n]|,(?!\s))+)/gim,
  );
  return [...found].flatMap(([, range = '']): readonly Reference[] => {
    const [, file, selector = file, locator = '@workspace:.'] = boundByYarn.exec(range) ?? [];
    // In any other shape, it may mean another folder.
    const isOdd = file === undefined || (selector !== file && !/^[\da-f]{40}$/.test(`${selector}`));
    if (isOdd) return [['', `file:${range}#`, folder]];
    const [, workspace] = /^@?[^@]*@workspace:(.*)$/.exec(unescaped(locator)) ?? [];
    // A relative path in another package starts from that package.
    if (workspace === undefined && !path.isAbsolute(file)) return [];
    return [['', `file:${file}`, path.join(folder, workspace ?? '')]];
  });
}
