import validatePackageName from 'validate-npm-package-name';
import { anyRange } from '../data/limits.ts';
import type { DependencyFault } from '../messages/answers.ts';
import { rejected } from '../messages/messages.ts';
import type { Parsed } from './choices.ts';

const version = String.raw`v?(\d+|[xX*])(\.(\d+|[xX*])){0,2}(-[\w.-]+)?(\+[\w.-]+)?`;
const comparator = new RegExp(String.raw`^([~^=]|[<>]=?)?\s*${version}$`);
const hyphenRange = new RegExp(String.raw`^${version}\s+-\s+${version}$`);
const distTag = /^[A-Za-z][\w.-]*$/;
/** Matches a range that npm would treat as a local archive (`npm-package-arg` 13.0). */
const archive = /\.(tgz|tar|tar\.gz)$/i;

/**
 * Parses npm packages written as `name` or `name@range`, into ranges by name. The range is a semver range or a tag such as
 * `next`. `latest` means the same as no range: any range will do.
 */
export function parseDependencies(raw: readonly string[]): Parsed<Readonly<Record<string, string>>> {
  const ranges = new Map<string, string>();
  for (const item of raw) {
    const written = item.trim();
    const split = written.indexOf('@', 1);
    const name = split === -1 ? written : written.slice(0, split);
    const given = split === -1 ? anyRange : written.slice(split + 1).trim();
    const range = given === 'latest' ? anyRange : given;
    const fault = nameFault(name) ?? rangeFault(range);
    if (fault !== undefined) {
      return rejected('dependency', { written, ...fault });
    }
    const other = ranges.get(name) ?? anyRange;
    if (other !== range && other !== anyRange && range !== anyRange) {
      return rejected('dependency-twice', { name, ranges: [other, range] });
    }
    ranges.set(name, other === anyRange ? range : other);
  }
  return { value: Object.fromEntries(ranges) };
}

function nameFault(name: string): DependencyFault | undefined {
  if (name === '') return { fault: 'no-name' };
  if (name.startsWith('-')) return { fault: 'option' };
  if (name.startsWith('node:')) return { fault: 'builtin' };
  if (/[:\\]|^[./~]/.test(name) || (name.includes('/') && !name.startsWith('@')))
    return { fault: 'not-public' };
  // The validator itself throws on a lone surrogate.
  if (!name.isWellFormed()) return { fault: 'characters' };
  const result: validatePackageName.Results = validatePackageName(name);
  const { validForOldPackages, errors = [], warnings = [] } = result;
  if (!validForOldPackages) {
    return { fault: 'npm', reason: (errors[0] ?? '').replace(/^name /, 'its name ') };
  }
  return warnings.some((warning) => warning.endsWith('is a core module name'))
    ? { fault: 'builtin' }
    : undefined;
}

function rangeFault(range: string): DependencyFault | undefined {
  if (/[:/\\#]/.test(range) || archive.test(range)) return { fault: 'not-public' };
  const isRange = range.split('||').every((part) => isComparatorSet(part.trim()));
  return isRange || distTag.test(range) ? undefined : { fault: 'range', range };
}

function isComparatorSet(part: string): boolean {
  if (hyphenRange.test(part)) return true;
  const comparators = part.replace(/([~^=<>])\s+/g, '$1').split(/\s+/);
  return comparators.every((one) => comparator.test(one));
}
