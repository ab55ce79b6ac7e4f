import path from 'node:path';
import { memoized } from '../memoized.ts';
import { isModule } from './packages.ts';

/**
 * Returns a function that tells whether Node treats a file as an ES module: undefined if Node decides by its content. Files
 * with the same extension in a folder are looked up once.
 */
export function moduleKinds(): (file: string) => boolean | undefined {
  const kindOf = memoized((alike: string) => isModule(alike) || (alike.endsWith('.cjs') ? false : undefined));
  return (file) => kindOf(path.join(path.dirname(file), `a${path.extname(file)}`));
}
