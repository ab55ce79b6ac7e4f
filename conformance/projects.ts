import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { templates } from 'virtual:template-table';
import { secretPlaceholder } from '../src/data/limits.ts';
import { isOffered, type Platform, platforms } from '../src/data/platforms.ts';
import { whole } from '../test/extent.ts';
import { documentOf, run, writeFiles } from '../test/program.ts';
import { oraclePackage } from './oracles.ts';

/** How a project is made. */
export interface Case {
  readonly name: string;
  readonly platformVersion: string;
  /** Files that exist before the program runs, if it does not start from nothing. */
  readonly files?: Readonly<Record<string, string>>;
  /** Arguments of each run of the program. */
  readonly runs: readonly (readonly string[])[];
}

/** A project on disk, and what its functions answered when the program ran them. */
export interface Built {
  readonly directory: string;
  /** Absolute path of `srcDir`. */
  readonly sourceDirectory: string;
  readonly platformVersion: string;
  /** Relative to the directory, with `/`. */
  readonly functionsDirectory: string;
  readonly invocations: readonly Invoked[];
}

export interface Invoked {
  readonly function: string;
  readonly status: string;
  readonly response: unknown;
}

/** Platform versions that have functions. */
export const platformVersions = (platforms as readonly Platform[])
  .filter(isOffered)
  .map(({ version }) => version);

/** The newest version of each layout, which stands for the others where much is tried. */
export const newest: readonly string[] = ['2025.1', '2026.09'];

/** Versions that projects of other shapes are tried with. */
export const versionsTried = platformVersions.filter((version) => whole || newest.includes(version));

const everyCreated: readonly Case[] = platformVersions.flatMap((version) =>
  templates.flatMap(({ name }) =>
    [[], ['--endpoint', 'shop/orders', '--method', 'POST,GET']].flatMap((endpoint) =>
      [[], ['--secret', 'API_KEY,OTHER_KEY', '--token']].map((secrets) => ({
        name: ['create', name, ...endpoint, ...secrets].join(' '),
        platformVersion: version,
        runs: [
          [
            '.',
            '--platform',
            version,
            '--function',
            `my_${name}`,
            '--template',
            name,
            ...endpoint,
            ...secrets,
          ],
        ],
      })),
    ),
  ),
);

/**
 * A new project for each template, as app function and endpoint, without and with secrets and the token; of these four,
 * `npm test` tries one with each template and version, in turn.
 */
export const created = everyCreated.filter((_, index) => whole || index % 4 === Math.floor(index / 4) % 4);

/** Projects with several functions: made at once, and one after the other. */
export const extended: readonly Case[] = versionsTried.flatMap((version) => [
  {
    name: 'create, then add each template',
    platformVersion: version,
    runs: [
      ['.', '--platform', version, '--secret', 'FIRST_KEY'],
      ...templates.map(({ name }) => [
        ...['--function', `my_${name}`, '--template', name],
        ...['--secret', `${name.toUpperCase()}_KEY,SHARED_KEY`],
      ]),
      ['--function', 'public-hello', '--endpoint', 'v1/hello', '--method', 'GET', '--method', 'PUT'],
    ],
  },
  {
    name: 'create with an answers file, an app with the name of a function',
    platformVersion: version,
    files: {
      'answers.json': JSON.stringify({
        app: 'same',
        platform: version,
        functions: [
          { function: 'same', secret: ['API_KEY'] },
          { function: 'same.again-2', template: 'endpoint', endpoint: 'same/again', method: ['PATCH'] },
        ],
      }),
    },
    runs: [['.', '--answers', 'answers.json']],
  },
]);

/**
 * Makes the project of a case in an empty folder, and runs each of its functions.
 *
 * @throws Error where a run of the program does not end with code 0
 */
export async function build({ files, runs }: Case, directory: string): Promise<Built> {
  writeFiles(directory, files ?? {});
  const invoked = new Map<string, Invoked>();
  const perform = async (args: readonly string[]) => {
    const { project, invocations } = await succeed(directory, [...args, '--json']);
    for (const one of invocations as Invoked[]) invoked.set(one.function, one);
    return project.functionsDirectory as string;
  };
  let functionsDirectory = '';
  let complete = files === undefined;
  for (const args of runs) {
    const packages = packagesOf(args);
    if (packages.length > 0) complete = false;
    functionsDirectory = await perform([
      ...args,
      ...(args[0] === 'migrate' ? [] : ['--no-install']),
      ...(packages.length > 0 ? ['--no-invoke'] : []),
    ]);
    for (const name of packages) link(path.join(directory, functionsDirectory), name);
  }
  if (!complete) await perform(['invoke', '--all']);
  emptyPlaceholders(path.join(directory, functionsDirectory, '.env'));
  const { srcDir, platformVersion } = readJson(path.join(directory, 'hsproject.json'));
  return {
    directory,
    sourceDirectory: path.join(directory, srcDir),
    platformVersion,
    functionsDirectory,
    invocations: [...invoked.values()],
  };
}

async function succeed(directory: string, args: readonly string[]) {
  const result = await run(directory, args);
  if (result.code !== 0) throw new Error(`${args.join(' ')}\n${result.stdout}${result.stderr}`);
  return documentOf(result);
}

/** The program treats a placeholder as a secret that is not set; HubSpot's runtimes would pass it to the function. */
function emptyPlaceholders(dotenv: string): void {
  if (!existsSync(dotenv)) return;
  writeFileSync(dotenv, readFileSync(dotenv, 'utf8').replaceAll(`=${secretPlaceholder}`, '='));
}

/** The packages that the template of a run needs. */
function packagesOf(args: readonly string[]): readonly string[] {
  const wanted = args[args.indexOf('--template') + 1];
  return Object.keys(templates.find(({ name }) => name === wanted)?.dependencies ?? {});
}

/** Instead of an install: the package is one of those next to HubSpot's own packages. */
function link(functionsDirectory: string, name: string): void {
  const place = path.join(functionsDirectory, 'node_modules', name);
  const { dependencies } = readJson(path.join(functionsDirectory, 'package.json'));
  mkdirSync(path.dirname(place), { recursive: true });
  if (!existsSync(place)) symlinkSync(standIn(name, dependencies[name]) ?? '', place, 'junction');
}

/** The folder of a package in the version that a range begins with; undefined if it is not here. */
export function standIn(name: string, range: string): string | undefined {
  const folders = [name, `${path.posix.basename(name)}-14`].map(oraclePackage);
  return folders.find((folder) => `^${readJson(path.join(folder, 'package.json')).version}` === range);
}

// biome-ignore lint/suspicious/noExplicitAny: files of several kinds
export function readJson(file: string): any {
  return JSON.parse(readFileSync(file, 'utf8'));
}
