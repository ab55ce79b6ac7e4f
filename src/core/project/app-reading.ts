import { conflictProblem, type Problem } from '../../errors.ts';
import type { Warning } from '../../types.ts';
import { printable } from '../report/printable.ts';
import type { ProjectFiles } from './project-files.ts';
import type { Registry } from './registries/registry.ts';

/** What a layout's reader has to know. */
export interface LayoutQuestion {
  readonly files: ProjectFiles;
  /** `srcDir`, relative to the project, with `/`. */
  readonly sourceDirectory: string;
  /** The platform version that decides, for messages. */
  readonly version: string;
  /**
   * `--functions-directory`: what was typed, and the folders that it can mean, relative to the project with `/` (as
   * seen from the working directory, and from the project).
   */
  readonly chosen: { readonly typed: string; readonly meanings: readonly string[] } | undefined;
}

/** The app and its functions, or the folders of functions of which one has to be chosen. */
export type AppReading =
  | { readonly kind: 'several'; readonly candidates: readonly string[] }
  | {
      readonly kind: 'app';
      readonly appDirectory: string;
      readonly appFile: string;
      readonly functionsDirectory: string;
      readonly registry: Registry;
      readonly warnings: readonly Warning[];
    };

/**
 * Serverless functions belong to an app, and the project has none that its platform version builds.
 *
 * @param reason what is there instead, as a sentence
 */
export function noApp(question: LayoutQuestion, appFile: string, reason: string | undefined): Problem {
  const { sourceDirectory, version } = question;
  const folder = sourceDirectory === '.' ? 'the project' : printable(sourceDirectory);
  const found = reason === undefined ? '' : ` ${reason}`;
  return conflictProblem(
    'no-app',
    `Serverless functions belong to an app, and there is no ${appFile} in ${folder} (platform version ${printable(version)}).${found}`,
    { hint: 'Add a private app to the project first, or run this in an empty folder to make a new project.' },
  );
}

/** The app is of a kind that HubSpot gives no serverless functions. */
export function unsuitableApp(appFile: string, reason: string): Problem {
  return conflictProblem('unsuitable-app', `${printable(appFile)}: ${reason}`, {
    hint: 'HubSpot gives serverless functions to private apps with static auth only, not to OAuth or marketplace apps.',
    conflicts: [appFile],
  });
}

/** `app.json` or `app-hsmeta.json` stands there, but this platform version builds the other layout. */
export function ignoredLayout(ignored: string, appFile: string, version: string): Warning {
  return {
    code: 'ignored-layout',
    message: `${ignored} belongs to another layout and is ignored: platform version ${version} builds ${appFile}.`,
  };
}
