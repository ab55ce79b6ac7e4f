import validatePackageName from 'validate-npm-package-name';
import { anyRange } from '../data/limits.ts';
import { printable } from '../terminal/text.ts';
import type { Parsed } from './choices.ts';

const publicOnly = 'HubSpot bundles public npm packages only, so write a name as on npm, or name@range';

const version = String.raw`v?(\d+|[xX*])(\.(\d+|[xX*])){0,2}(-[\w.-]+)?(\+[\w.-]+)?`;
const comparator = new RegExp(String.raw`^([~^=]|[<>]=?)?\s*${version}$`);
const hyphenRange = new RegExp(String.raw`^${version}\s+-\s+${version}$`);
const distTag = /^[A-Za-z][\w.-]*$/;
/** npm takes such a range for an archive of this machine (`npm-package-arg` 13.0). */
const archive = /\.(tgz|tar|tar\.gz)$/i;

/**
 * npm packages from `name` and `name@range`, as name and range; any range where none is given. The range is a
 * semantic-version range or a tag such as `next`; `latest` says no more than no range.
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
      return { problem: `${JSON.stringify(printable(written))} cannot be a dependency: ${fault}.` };
    }
    const other = ranges.get(name);
    if (other !== undefined && other !== range) {
      return {
        problem: `The dependency ${name} is asked for as ${other} and as ${range}: one range can stand.`,
      };
    }
    ranges.set(name, range);
  }
  return { value: Object.fromEntries(ranges) };
}

function nameFault(name: string): string | undefined {
  if (name === '') return 'it has no name';
  if (name.startsWith('-')) return 'it is an option, not a package';
  if (/[:\\]|^[./~]/.test(name) || (name.includes('/') && !name.startsWith('@'))) return publicOnly;
  // The validator itself throws on half a surrogate pair.
  if (!name.isWellFormed()) return 'its name can only contain URL-friendly characters';
  const result: validatePackageName.Results = validatePackageName(name);
  const { validForOldPackages, errors = [], warnings = [] } = result;
  if (!validForOldPackages) return errors[0]?.replace(/^name /, 'its name ');
  if (warnings.some((warning) => warning.endsWith('is a core module name'))) {
    return 'it is a part of Node.js: require it without installing it';
  }
  return undefined;
}

function rangeFault(range: string): string | undefined {
  if (/[:/\\#]/.test(range) || archive.test(range)) return publicOnly;
  const isRange = range.split('||').every((part) => isComparatorSet(part.trim()));
  if (isRange || distTag.test(range)) return undefined;
  return `${JSON.stringify(printable(range))} is neither a range such as ^1.2.0 nor a tag such as latest`;
}

function isComparatorSet(part: string): boolean {
  if (hyphenRange.test(part)) return true;
  const comparators = part.replace(/([~^=<>])\s+/g, '$1').split(/\s+/);
  return comparators.every((one) => comparator.test(one));
}
