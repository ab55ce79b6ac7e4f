import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { environmentReads } from '../../core/invocation/environment-reads.ts';
import type { FunctionSource } from '../../core/invocation/function-source.ts';
import { imports } from '../../core/invocation/imports.ts';
import { javascriptTokens } from '../../core/invocation/javascript-tokens.ts';
import { readText } from '../read-file.ts';

/** Bytes; a larger file is bundled or minified code, where names and lines help nobody. */
const largestSource = 2 * 1024 * 1024;
const endings = ['', '.js', '.json', '.cjs', '.mjs', '/index.js'];

/**
 * Reads a function's file and the local files that it loads by a name that stands in the code, each once. Files
 * that are missing, unreadable or not JavaScript are left out; packages are not looked into.
 *
 * @param file absolute path
 * @param functionsDirectory absolute path; what is found is named relative to it, with `/`
 */
export function readFunctionSources(file: string, functionsDirectory: string): FunctionSource[] {
  const sources: FunctionSource[] = [];
  const files = new Set([file]);
  for (const next of files) {
    const source = readSource(next, functionsDirectory);
    if (source === undefined) continue;
    sources.push(source);
    for (const { specifier } of source.imports) {
      const local = specifier === undefined ? undefined : resolveLocal(specifier, path.dirname(next));
      if (local !== undefined) files.add(local);
    }
  }
  return sources;
}

function readSource(file: string, functionsDirectory: string): FunctionSource | undefined {
  if (!/\.[cm]?js$/.test(file)) return undefined;
  try {
    if (statSync(file).size > largestSource) return undefined;
    const text = readText(file);
    const tokens = javascriptTokens(text);
    return {
      file: path.relative(functionsDirectory, file).replaceAll(path.sep, '/'),
      text,
      environment: environmentReads(tokens),
      imports: imports(tokens),
    };
  } catch {
    return undefined;
  }
}

function resolveLocal(specifier: string, folder: string): string | undefined {
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return undefined;
  return endings.map((ending) => path.join(folder, specifier) + ending).find(isFile);
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}
