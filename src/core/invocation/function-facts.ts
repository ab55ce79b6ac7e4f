import type { Endpoint } from '../../types.ts';
import type { FunctionSource } from './function-source.ts';

/** What is known of a function beside what it did. */
export interface FunctionFacts {
  /** Absolute path of the functions folder, without symbolic links. */
  readonly folder: string;
  /** The function's file, relative to that folder, with `/`. */
  readonly file: string;
  readonly endpoint: Endpoint | undefined;
  readonly sources: readonly FunctionSource[];
  /** Packages that the functions folder's `package.json` lists. */
  readonly listedPackages: readonly string[];
  /** Is a package installed in the functions folder, or in a folder above it? */
  readonly isInstalled: (name: string) => boolean;
}
