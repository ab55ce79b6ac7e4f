import { readdirSync } from 'node:fs';
import path from 'node:path';
import { shouldIgnoreFile } from '@hubspot/local-dev-lib/ignoreRules';
import { answer } from './answer.mjs';

/** The files below a folder that `hs project upload` puts into its archive; relative to it, with `/`. */
answer(async ({ sourceDirectory }) =>
  readdirSync(sourceDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(sourceDirectory, path.join(entry.parentPath, entry.name)))
    .filter((file) => !shouldIgnoreFile(file, true))
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort(),
);
