import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { planRestoration, recordOf } from '../../src/migrate/archive.ts';
import type { Migration } from '../../src/migrate/migration.ts';
import { linkNotes } from '../../src/migrate/moved-links.ts';
import type { Warning } from '../../src/types.ts';
import { readLinks } from '../../src/write/inspect.ts';
import { applyChanges } from '../../src/write/transaction.ts';
import { hasLinks } from '../left-out.ts';
import { filesFor, planOf, planOfFolder, projectWith } from './migrated.ts';

const handler = 'exports.main = async () => ({ statusCode: 200, body: 1 });\n';

/** A project of each kind: an app directly in `srcDir`, one in a folder of it, and design-manager functions. */
const kinds = [
  { name: 'in srcDir', app: 'src', functions: 'src/app.functions' },
  { name: 'in a folder of srcDir', app: 'src/app', functions: 'src/app/app.functions' },
  { name: 'in the design manager', app: undefined, functions: 'weather.functions' },
];

const common = {
  '.env': 'KEY=abc123\n',
  'package.json': '{"name":"p"}\n',
  'shared/lib.js': handler,
  'src/shared.js': handler,
};

function projectOf({ app, functions }: (typeof kinds)[number]): string {
  const code = {
    [`${functions}/f.js`]: handler,
    [`${functions}/deep/er/own.js`]: handler,
    [`${functions}/deep/here.txt`]: '',
    [`${functions}/here.txt`]: '',
  };
  if (app === undefined)
    return projectWith({
      ...common,
      ...code,
      [`${functions}/serverless.json`]:
        '{"runtime":"nodejs18.x","version":"1.0","endpoints":{"w":{"method":"GET","file":"f.js"}}}',
    });
  return projectWith({
    ...common,
    ...code,
    'hsproject.json': '{"name":"p","srcDir":"src","platformVersion":"2023.2"}',
    [`${app}/app.json`]:
      '{"name":"A","uid":"a","scopes":["oauth"],"extensions":{"crm":{"cards":[{"file":"extensions/card.json"}]}}}',
    [`${app}/extensions/card.json`]:
      '{"type":"crm-card","data":{"title":"C","uid":"c","module":{"file":"card.jsx"}}}',
    [`${app}/extensions/card.jsx`]:
      "import { hubspot } from '@hubspot/ui-extensions';\nhubspot.extend(() => null);\n",
    [`${functions}/serverless.json`]: '{"appFunctions":{"f":{"file":"f.js"}}}',
  });
}

/** Links wherever they can move, by their place, with what they lead to. */
function linksFor({ app, functions }: (typeof kinds)[number]): Record<string, string> {
  const places = [
    functions,
    `${functions}/deep`,
    `${functions}/deep/er`,
    `${functions}/.hidden/deep`,
    `${functions}/node_modules/@scope`,
  ];
  const cards = app === undefined ? [] : [`${app}/extensions`, `${app}/extensions/deep`];
  const targets = {
    out: 'shared/lib.js',
    folder: 'shared',
    source: 'src/shared.js',
    own: `${functions}/deep/er/own.js`,
    ownFolder: `${functions}/deep`,
    all: functions,
    config: `${functions}/serverless.json`,
    above: '..',
    project: '.',
    folders: app ?? '.',
    sources: 'src',
    nowhere: 'missing/file',
  };
  return {
    ...Object.fromEntries(
      [...places, ...cards].flatMap((place) =>
        Object.entries(targets).map(([name, target]) => [`${place}/${name}`, target]),
      ),
    ),
    [`${functions}/.env`]: '.env',
    [`${functions}/package.json`]: 'package.json',
    // Links that stay, also where nothing moves.
    ...Object.fromEntries(
      ['', 'docs/', 'src/', 'docs/deep/er/'].flatMap((place) =>
        Object.entries(targets).map(([name, target]) => [`${place}stays-${name}`, target]),
      ),
    ),
  };
}

function link(root: string, links: Readonly<Record<string, string>>, isAbsolute: boolean): void {
  for (const [place, target] of Object.entries(links)) {
    const file = path.join(root, place);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.symlinkSync(
      isAbsolute
        ? path.join(root, target)
        : path.relative(path.dirname(file), path.join(root, target)) || '.',
      file,
    );
  }
}

const notesOn = (moved: Pick<Migration, 'moves' | 'changes'>, root: string) =>
  linkNotes(moved, { ...filesFor(root), links: (folder) => readLinks(root, folder) }, async () => {});

/** What is at a path: the inode of a file, or of the file in a folder that tells this folder from others. */
function inode(file: string): number | undefined {
  const own = fs.statSync(file, { throwIfNoEntry: false });
  const mark = own?.isDirectory() ? fs.statSync(path.join(file, 'here.txt'), { throwIfNoEntry: false }) : own;
  return (mark ?? own)?.ino;
}

/** Every link below a folder, and the inode that it leads to. */
function ledTo(root: string): Map<string, number | undefined> {
  const names = fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((one) => one.isSymbolicLink());
  return new Map(
    names
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .map((file) => [path.relative(root, file), inode(file)]),
  );
}

/** The values of the notes with one code. */
function valuesOf<Values>(notes: readonly Warning[], code: string): readonly Values[] {
  return notes.flatMap((one) => (one.code === code && 'values' in one ? [one.values as Values] : []));
}

interface MovedLink {
  readonly path: string;
  readonly right: string | undefined;
}

describe.skipIf(!hasLinks).each(kinds)('symbolic links of functions $name', (kind) => {
  const migrated = async (isAbsolute: boolean) => {
    const root = projectOf(kind);
    link(root, linksFor(kind), isAbsolute);
    const before = ledTo(root);
    const plan = kind.app === undefined ? planOfFolder(root, kind.functions) : planOf(root);
    const notes = await notesOn(plan, root);
    applyChanges(root, plan.changes, plan.moves);
    return { root, before, plan, notes };
  };

  test.each([false, true])(
    'each that leads nowhere or elsewhere afterwards is named, whether it moves or stays, and no other (absolute: %s)',
    async (isAbsolute) => {
      const { root, before, plan, notes } = await migrated(isAbsolute);
      const [nowhere, elsewhere]: [string[], string[]] = [[], []];
      const led = new Map<string, number | undefined>();
      for (const [file, ino] of before) {
        const top = plan.moves.find(({ from }) => `${file}/`.startsWith(`${from}/`));
        const place = top === undefined ? file : `${top.path}${file.slice(top.from.length)}`;
        led.set(place, ino);
        const now = inode(path.join(root, place));
        if (now === ino) continue;
        (now === undefined ? nowhere : elsewhere).push(place);
      }
      const told = (code: string) => valuesOf<MovedLink>(notes, code);
      const placesOf = (links: readonly MovedLink[]) => links.map(({ path: file }) => file).sort();
      expect(placesOf(told('link-broken'))).toEqual(nowhere.sort());
      expect(placesOf(told('link-elsewhere'))).toEqual(elsewhere.sort());

      // What the note proposes leads to where the link led.
      const proposed = [...told('link-broken'), ...told('link-elsewhere')].filter(
        ({ right }) => right !== undefined,
      );
      expect(proposed.length).toBeGreaterThan(0);
      for (const { path: file, right = '' } of proposed)
        expect(inode(path.join(root, path.dirname(file), right)), file).toBe(led.get(file));
    },
  );

  test('lead where they did once the migration is undone, and none is named', async () => {
    const { root, before, plan } = await migrated(false);
    const recordFile = `${plan.archive}/migration.json`;
    const record = recordOf(recordFile, JSON.parse(fs.readFileSync(path.join(root, recordFile), 'utf8')));
    const back = planRestoration(record, plan.archive, 'archive/back', filesFor(root));
    const notes = await notesOn(back, root);
    applyChanges(root, back.changes, back.moves);
    expect(ledTo(root)).toEqual(before);
    expect(valuesOf<MovedLink>(notes, 'link-broken')).toEqual([]);
  });
});

test.skipIf(!hasLinks).each(kinds.slice(0, 2))(
  'a link out of the project, perhaps to a whole disk, is not followed beside functions $name',
  (kind) => {
    const root = projectOf(kind);
    const disk = path.relative(root, projectWith({ 'deep/file': '' }));
    link(root, { [`${kind.app}/disk`]: disk, [`${kind.functions}/disk`]: disk }, false);
    const files = filesFor(root);
    const listed: string[] = [];
    const names = (folder: string) => {
      listed.push(folder);
      return files.names(folder);
    };
    planOf(root, [], { ...files, names });
    expect(listed).toContain(kind.functions);
    expect(listed.filter((folder) => folder.includes('disk/'))).toEqual([]);
  },
);

test.skipIf(!hasLinks)('of very many links, only the first are named', async () => {
  const functions = 'weather.functions';
  const root = projectOf({ name: '', app: undefined, functions });
  link(root, Object.fromEntries(Array.from({ length: 1002 }, (_, at) => [`l${at}`, functions])), false);
  const notes = await notesOn(planOfFolder(root, functions), root);
  expect(notes.map(({ code }) => code)).toEqual([...Array(1000).fill('link-broken'), 'more-links']);
});
