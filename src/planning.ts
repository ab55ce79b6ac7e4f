import path from 'node:path';
import { mergePlanned, settleAll } from './core/change.ts';
import { refuseClashes } from './core/clashes.ts';
import { parseJson } from './core/edit-json.ts';
import { layoutOf } from './core/layouts/layout.ts';
import { fixtureFile, planFiles, sourceFile } from './core/plan.ts';
import { readPresent, resolveTarget } from './io/files.ts';
import { needsInstall } from './io/install.ts';
import type { Answers, Change, Json, Plan, Project } from './types.ts';

/** Milliseconds that HubSpot gives a function to answer, by its documentation. */
export const responseLimitMs = 15_000;

/**
 * What has to change for these answers, from the present bytes of just the files that they concern.
 *
 * @throws Problem (code 3) that lists everything in the way
 */
export async function makePlan(answers: Answers, project: Project | undefined): Promise<Plan> {
  refuseClashes(answers, project);
  const place = project ?? layoutOf(answers.platform).place;
  const ignored = project === undefined ? { ignoreFile: '.gitignore', warnings: [] } : ignoreFileFor(project);
  const planned = mergePlanned(planFiles(answers, project, ignored.ignoreFile));
  const { changes, warnings } = settleAll(planned, (file) => readPresent(resolveTarget(answers.root, file)));
  const functionsDirectory = path.join(answers.root, place.functionsDirectory);
  return {
    answers,
    project,
    functionsDirectory: place.functionsDirectory,
    changes,
    missingPackages: needsInstall(functionsDirectory, packagesOf(answers)),
    invocations: answers.functions.map((one) => ({
      function: one.name,
      file: path.join(answers.root, sourceFile(place, one.name)),
      functionsDirectory,
      secrets: one.secrets,
      ...(one.endpoint === undefined ? {} : { endpoint: one.endpoint }),
      context: fixtureOf(one.name, changes),
      timeoutMs: responseLimitMs,
    })),
    warnings: [...ignored.warnings, ...warnings],
  };
}

function packagesOf({ functions }: Answers): readonly string[] {
  return [...new Set(functions.flatMap(({ dependencies }) => Object.keys(dependencies)))];
}

/** The context of a function's fixture, as it will stand on disk. */
function fixtureOf(name: string, changes: readonly Change[]): Json {
  const file = fixtureFile(name);
  const change = changes.find(({ path }) => path === file);
  if (change === undefined) throw new Error(`The plan has no ${file}`);
  return parseJson(file, new TextDecoder().decode(change.after)).value;
}
