import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { ask, type Verdict } from './oracles.ts';
import { type Built, build, type Case, readJson } from './projects.ts';

/** What @hubspot/project-parsing-lib reads in a project. */
export interface Parsed {
  /** Has it the layout before 2025.2, which the package does not read? */
  readonly legacy: boolean;
  /** Configuration of components where HubSpot does not look; relative to `srcDir`. */
  readonly skipped: readonly string[];
  readonly components: readonly Component[];
}

export interface Component {
  readonly uid: string;
  readonly uidProblem?: string;
  readonly type: string;
  /** Relative to `srcDir`, with `/`. */
  readonly file: string;
}

/** What a function answered in one of HubSpot's local runtimes, and its warnings. */
export interface Ran {
  readonly response: unknown;
  readonly warnings: readonly string[];
}

/** HubSpot's local runtimes, and the platform versions whose functions each one runs. */
export const runtimes = {
  'app-functions-dev-server': ['2023.1', '2023.2', '2025.1'],
  'ui-extensions-dev-server': ['2025.1', '2026.03', '2026.09'],
} as const;

export type Runtime = keyof typeof runtimes;

/** Does a runtime run functions of a version, or of a beta's final version? */
export function runs(runtime: Runtime, platformVersion: string): boolean {
  return runtimes[runtime].some((version) => version === platformVersion.replace('-beta', ''));
}

/** A project, and what HubSpot's packages report about it. */
export interface Judged extends Built {
  readonly parsed: Verdict<Parsed>;
  /** The files that HubSpot's uploader takes, relative to `srcDir`, with `/`. */
  readonly uploaded: Verdict<readonly string[]>;
  /** By runtime, then by function. */
  readonly ran: Readonly<Record<Runtime, Readonly<Record<string, Verdict<Ran>>>>>;
}

/**
 * Makes the project of each case below a folder, and has HubSpot's packages judge all of them.
 *
 * @returns for a case whose project could not be made, the reason
 */
export async function judge(cases: readonly Case[], root: string): Promise<Map<Case, Judged | Error>> {
  const built = await buildAll(cases, root);
  const projects = [...built.values()].filter((one): one is Built => !(one instanceof Error));
  const parsed = await ask<Parsed>('project-parsing-lib', projects);
  const uploaded = await ask<readonly string[]>('local-dev-lib', projects);
  const legacy = await runAll('app-functions-dev-server', projects);
  const current = await runAll('ui-extensions-dev-server', projects);
  const judged = projects.map((project, index) => ({
    ...project,
    parsed: parsed[index] as Verdict<Parsed>,
    uploaded: uploaded[index] as Verdict<readonly string[]>,
    ran: {
      'app-functions-dev-server': legacy[index] ?? {},
      'ui-extensions-dev-server': current[index] ?? {},
    },
  }));
  return new Map(
    [...built].map(([one, project]) => [
      one,
      project instanceof Error ? project : (judged[projects.indexOf(project)] as Judged),
    ]),
  );
}

/** Two at a time: runs are short, and the machine may be small. */
async function buildAll(cases: readonly Case[], root: string): Promise<Map<Case, Built | Error>> {
  const built = new Map<Case, Built | Error>();
  const waiting = [...cases.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, one] = next;
      const directory = path.join(root, `project-${index}`);
      mkdirSync(directory);
      built.set(one, await build(one, directory).catch((error: Error) => error));
    }
  };
  await Promise.all([work(), work()]);
  return built;
}

async function runAll(runtime: Runtime, projects: readonly Built[]) {
  const calls = projects.flatMap((project, index) =>
    runs(runtime, project.platformVersion)
      ? project.invocations.map((one) => ({ index, name: one.function, call: callOf(project, one.function) }))
      : [],
  );
  const verdicts = await ask<Ran>(
    runtime,
    calls.map(({ call }) => call),
  );
  const byProject: Record<string, Verdict<Ran>>[] = [];
  calls.forEach(({ index, name }, position) => {
    byProject[index] = { ...byProject[index], [name]: verdicts[position] as Verdict<Ran> };
  });
  return byProject;
}

/** The same call that the program's own invocation made: with the fixture, which for an endpoint is the whole context. */
function callOf({ directory, sourceDirectory, platformVersion }: Built, name: string) {
  const file = path.join(directory, 'fixtures', `${name}.json`);
  const fixture = existsSync(file) ? readJson(file) : {};
  return {
    sourceDirectory,
    platformVersion,
    name,
    ...(fixture.method === undefined ? { parameters: fixture.parameters } : { context: fixture }),
  };
}
