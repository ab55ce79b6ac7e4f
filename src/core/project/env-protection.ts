import type { Warning } from '../../types.ts';
import { formatCommand } from '../call/command-line.ts';
import { printable } from '../report/printable.ts';

/** Whether git leaves a folder's `.env` out, and what could see to it. Paths are relative to the project, with `/`. */
export interface EnvSituation {
  readonly envFile: string;
  readonly ignored: boolean;
  /** The project's `.gitignore` and its repository's, where they exist. */
  readonly ownIgnoreFile: string | undefined;
  readonly repositoryIgnoreFile: string | undefined;
}

/** How `.env` is kept out of git. */
export interface EnvProtection {
  /** The `.gitignore` to complete or make, relative to the project with `/`; undefined where `.env` is ignored already. */
  readonly ignoreFile: string | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * Decides which `.gitignore` gets the rules: the project's, else the repository's, else a new one of the project.
 * HubSpot's uploader skips dotfiles by itself, so git is all that `.env` needs protection from.
 */
export function protectEnv(situation: EnvSituation): EnvProtection {
  const { envFile, ignored, ownIgnoreFile, repositoryIgnoreFile } = situation;
  if (ignored) return { ignoreFile: undefined, warnings: [] };
  const ignoreFile = ownIgnoreFile ?? repositoryIgnoreFile ?? '.gitignore';
  const message = `${printable(envFile)} was not ignored by git: ${printable(ignoreFile)} gets the rules.`;
  return { ignoreFile, warnings: [{ code: 'env-not-ignored', message }] };
}

/** What to do about a `.env` that git has. */
export function trackedEnv(envFile: string): Warning {
  const command = formatCommand(['git', 'rm', '--cached', '--', envFile], 'posix');
  return {
    code: 'env-tracked',
    message: `${printable(envFile)} is tracked by git, so whoever has the repository has its values. Take it out, in the project's folder: ${command} (older commits keep the values, so change them at their source).`,
  };
}
