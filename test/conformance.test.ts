import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { templates } from 'virtual:template-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CardCase, cardCases, type JudgedCard, judgeCards, typeProblems } from '../conformance/cards.ts';
import { type Judged, judge, type Parsed, type Runtime, runs, runtimes } from '../conformance/judge.ts';
import { fromDesignManager, migrated } from '../conformance/migrated.ts';
import { ask, installOracles, type Verdict } from '../conformance/oracles.ts';
import { type Case, created, extended, standIn } from '../conformance/projects.ts';
import { askAboutRefused, refused } from '../conformance/refused.ts';
import { shapes } from '../conformance/shapes.ts';
import { type Platform, platforms } from '../src/data/platforms.ts';
import { dependenciesOf } from '../src/plan/render.ts';
import { withProfile } from '../src/project/layouts/profiles.ts';
import { findPlatform } from '../src/project/platform.ts';

/** Milliseconds. On a busy machine, HubSpot's packages take several times as long. */
const patienceMs = 1_200_000;
const moved = [...migrated.flatMap(({ before, after }) => [before, after]), fromDesignManager];
const cases = [...created, ...extended, ...cardCases, ...shapes, ...moved].map((one) => ({
  one,
  title: `${one.platformVersion}: ${one.name}`,
}));
const runtimeNames = Object.keys(runtimes) as Runtime[];
const root = realpathSync.native(mkdtempSync(path.join(tmpdir(), 'conformance-')));
let judged: ReadonlyMap<Case, Judged | Error>;

beforeAll(installOracles, patienceMs);
beforeAll(async () => {
  judged = await judge(
    cases.map(({ one }) => one),
    root,
  );
}, patienceMs);
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 9 }));

describe('before an upload HubSpot’s project-parsing-lib', () => {
  test.each(cases)('accepts $title', ({ one }) => {
    const { parsed, sourceDirectory, invocations } = judgedOf(one);
    expect(parsed.problem).toBeUndefined();
    const { legacy, components, skipped } = parsed.value as Parsed;
    expect(legacy).toBe(findPlatform(one.platformVersion)?.layout === 'serverless-json');
    if (legacy) return;
    expect(skipped).toEqual([]);
    expect(components.flatMap(({ uidProblem }) => uidProblem ?? [])).toEqual([]);
    // HubSpot generates one component itself, from the functions' package.json.
    const written = components.filter(({ type }) => type !== 'SERVERLESS_PACKAGE');
    expect(components).toHaveLength(written.length + 1);
    expect(written.map(({ file }) => file).sort()).toEqual(
      filesBelow(sourceDirectory).filter((file) => file.endsWith('-hsmeta.json')),
    );
    const functions = written.filter(({ type }) => type === 'APP_FUNCTION').map(({ uid }) => uid);
    expect(functions.sort()).toEqual(invocations.map((invocation) => invocation.function).sort());
  });
});

describe('HubSpot’s uploader', () => {
  test.each(cases)(
    'uploads all of $title except packages and files with names that start with a dot',
    ({ one }) => {
      const { uploaded, sourceDirectory } = judgedOf(one);
      const files = filesBelow(sourceDirectory);
      expect(files.some((file) => path.posix.basename(file) === '.env')).toBe(true);
      expect(uploaded.value).toEqual(files.filter((file) => !path.posix.basename(file).startsWith('.')));
    },
  );
});

describe('a migrated project', () => {
  test.each(migrated)(
    'answers HubSpot’s runtime as it did before, from $before.platformVersion',
    ({ before, after }) => {
      const answersOf = (runtime: Runtime, one: Case) =>
        Object.entries(judgedOf(one).ran[runtime])
          .map(([name, { value }]) => [name, value?.response] as const)
          .sort(([one], [other]) => (one < other ? -1 : 1));
      const now = answersOf('ui-extensions-dev-server', after);
      expect(now.length).toBe(3);
      expect(now).toEqual(answersOf('app-functions-dev-server', before));
    },
  );
});

describe.each(runtimeNames)('HubSpot’s %s', (runtime) => {
  const run = cases.filter(({ one }) => runs(runtime, one.platformVersion));

  test.each(run)('gets the answers that the program got, in $title', ({ one }) => {
    const { invocations, ran } = judgedOf(one);
    expect(invocations.length).toBeGreaterThan(0);
    for (const invocation of invocations) {
      expect(invocation).toMatchObject({ status: 'SUCCESS' });
      const { value, problem } = ran[runtime][invocation.function] ?? {};
      expect(problem, invocation.function).toBeUndefined();
      expect(value?.response, invocation.function).toEqual(invocation.response);
    }
  });

  test.each(run.filter(({ one }) => one.files === undefined))('misses no secret in $title', ({ one }) => {
    const warnings = Object.values(judgedOf(one).ran[runtime]).flatMap(({ value }) => value?.warnings);
    expect(warnings).toEqual([]);
  });

  const ofReadme = run.filter(({ one }) => one.files === undefined && one.runs.length === 1);
  test.each(ofReadme)('knows the functions by the names that the README of $title calls', ({ one }) => {
    const { directory, ran } = judgedOf(one);
    const readme = readFileSync(path.join(directory, 'README.md'), 'utf8');
    const called = [...readme.matchAll(/hubspot\.serverless\('([^']+)'/g)].map(([, name]) => name as string);
    const urls = [...readme.matchAll(/http:\/\/localhost:3210\/hs\/serverless\//g)];
    expect(called.length + urls.length).toBe(1);
    for (const name of called) expect(Object.keys(ran[runtime])).toContain(name);
  });
});

describe('a card', () => {
  const cards = cardCases.map((one) => ({ one, title: `${one.platformVersion}: ${one.name}` }));
  let judgedCards: ReadonlyMap<CardCase, JudgedCard>;

  beforeAll(async () => {
    const verdicts = await judgeCards(cardCases.map((one) => ({ ...one, ...judgedOf(one) })));
    judgedCards = new Map(cardCases.map((one, index) => [one, verdicts[index] as JudgedCard]));
  }, patienceMs);

  const cardOf = (one: CardCase) => judgedCards.get(one) as JudgedCard;

  test.each(cards)('is built by HubSpot’s bundler without a warning, and rendered: $title', ({ one }) => {
    const { value, problem } = cardOf(one).rendered;
    expect(problem).toBeUndefined();
    expect(value?.warnings).toEqual([]);
    // Checks the function as HubSpot's local runtime runs it, one of its responses, and a failing call.
    expect(value?.own.after).toContain(one.shows.own);
    expect(value?.response.before).not.toContain(one.shows.response);
    expect(value?.response.after).toContain(one.shows.response);
    expect(value?.response.after).not.toContain('variant="error"');
    expect(value?.failed.after).toContain('<Alert title="The function failed" variant="error">');
    expect(value?.failed.after).toContain('The function timed out.');
  });

  test.each(cards)('calls the function by its name in HubSpot: $title', ({ one }) => {
    const called = cardOf(one).rendered.value?.calls ?? [];
    expect(called.map(({ name }) => name)).toEqual(Array(3).fill(one.function));
    expect(judgedOf(one).invocations.map((invocation) => invocation.function)).toEqual([one.function]);
  });

  test.each(cards)('passes the ESLint that HubSpot ships for UI extensions: $title', ({ one }) => {
    expect(cardOf(one).lint).toEqual({ value: [] });
  });

  test('has types that agree with HubSpot’s SDK, on every version', () => {
    const files = cardCases.map((one) => cardOf(one).file);
    expect(typeProblems(files, root)).toBe('');
  });
});

describe.each(Object.keys(refused) as (keyof typeof refused)[])('HubSpot’s %s judges: it', (oracle) => {
  const projects = refused[oracle];
  let verdicts: readonly Verdict<unknown>[];

  beforeAll(async () => {
    verdicts = await askAboutRefused(oracle, root);
  }, patienceMs);

  test.each(projects.map((one, index) => ({ ...one, index })))(
    'refuses $platformVersion with $name',
    ({ index, says }) => {
      // HubSpot's packages use the system's path separators.
      expect(JSON.stringify(verdicts[index]).replaceAll('\\\\', '/')).toContain(says);
    },
  );
});

describe('variables of a profile', () => {
  const variables = { KEY: 'SHOP_KEY', PORT: 8080, ON: false, 'a b': 'spaced', EMPTY: '' };
  const values = [
    '${KEY}',
    '${PORT}',
    '${ON}',
    '${EMPTY}',
    'before ${KEY} and ${PORT}',
    '${KEY}${KEY}',
    '${a b}',
    '$KEY {KEY} $ {KEY}',
    '\\${KEY}',
    ['${KEY}', { deep: ['x-${ON}'] }, null, 3],
  ];
  const tasks = values.map((value) => ({
    component: { uid: 'fn-${PORT}-${KEY}', type: 'app-function', name: '${KEY}', config: { value } },
    variables,
  }));

  test('become what HubSpot’s parser makes of them', async () => {
    const verdicts = await ask<unknown>('profile-variables', tasks);
    expect(verdicts.map(({ value }) => value)).toEqual(
      tasks.map(({ component }) => withProfile(component, [{ path: 'hsprofile.dev.json', variables }])),
    );
  });

  test('without a value stop HubSpot’s parser, and are reported', async () => {
    const component = { uid: 'fn', type: 'app-function', config: { secretKeys: ['${OTHER}'] } };
    const [verdict] = await ask('profile-variables', [{ component, variables }]);
    expect(verdict?.problem).toContain('OTHER');
    const told: string[] = [];
    const profiles = [{ path: 'hsprofile.dev.json', variables }];
    expect(withProfile(component, profiles, ({ name }) => told.push(name))).toEqual(component);
    expect(told).toEqual(['OTHER']);
  });
});

describe('the table of platform versions', () => {
  /** Not released yet: packages mention the version, but its layout and runtime are unknown. */
  const announced = ['2027.03'];
  let known: Readonly<Record<string, readonly string[]>>;

  beforeAll(async () => {
    const [verdict] = await ask<Record<string, string[]>>('platform-versions', [{}]);
    const lists = Object.entries(verdict?.value ?? {});
    known = Object.fromEntries(
      lists.map(([name, versions]) => [name, versions.map((one) => one.replace('-beta', ''))]),
    );
  });

  test('has a row for every version that HubSpot’s packages know', () => {
    const versions = new Set(Object.values(known).flat());
    const missing = [...versions].filter((version) => findPlatform(version) === undefined);
    expect(missing).toEqual([]);
  });

  test.each(runtimeNames)('has a row for a version as soon as %s runs it', (runtime) => {
    expect(known[runtime]).toEqual(expect.arrayContaining([...runtimes[runtime]]));
    expect(known[runtime]?.filter((version) => announced.includes(version))).toEqual([]);
  });

  test('gives functions to the versions that HubSpot’s runtimes run', () => {
    const rows: readonly Platform[] = platforms;
    const withFunctions = rows.filter(({ functions }) => functions).map(({ version }) => version);
    expect(withFunctions).toEqual([...new Set<string>(Object.values(runtimes).flat())].sort());
  });
});

test('the packages used in place of an install are what the templates want', () => {
  for (const platform of platforms) {
    const wanted = templates.flatMap((template) => Object.entries(dependenciesOf(template, platform)));
    for (const [name, range] of wanted) expect(standIn(name, range), `${name} ${range}`).toBeDefined();
  }
});

function judgedOf(one: Case): Judged {
  const found = judged.get(one);
  if (found instanceof Error) throw found;
  return found as Judged;
}

/** The files below a folder except packages; relative to it, with `/`. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
}
