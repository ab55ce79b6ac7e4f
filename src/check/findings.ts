import { mostFindings } from '../data/limits.ts';
import { memoized } from '../memoized.ts';
import { warning } from '../messages/messages.ts';
import { type FixableFinding, type Found, type Rule, shownText } from '../rules/rule.ts';
import { unusedIgnore } from '../rules/unused-ignore.ts';
import type { Warning } from '../types.ts';
import type { Facts, Position } from './facts.ts';
import { type Ignore, ignoresIn } from './ignores.ts';
import { placesInJson } from './read-config.ts';

/** The problems that the rules found in a project. */
export interface Findings {
  /** Sorted by path, line and column. */
  readonly findings: readonly FixableFinding[];
  readonly ignored: number;
  /** Says if there are more, which were not collected. */
  readonly warnings: readonly Warning[];
}

/**
 * Applies rules to a project. Ignored findings are left out. An ignore that hides nothing is itself a finding.
 * @param pause awaited after each rule; may throw to stop
 */
export async function findingsIn(
  facts: Facts,
  rules: readonly Rule[],
  pause = async () => {},
): Promise<Findings> {
  const place = placer(facts);
  // A finding in a file that several functions share counts once.
  const all = new Map<string, FixableFinding>();
  let hasMore = false;
  for (const rule of rules) {
    if (rule.layout !== undefined && rule.layout !== facts.layout) continue;
    for (const one of rule.find(facts)) {
      const finding = findingOf(rule, one, place(one));
      const { fix: _, ...shown } = finding;
      all.set(JSON.stringify(shown), finding);
      hasMore = all.size > mostFindings;
      if (hasMore) break;
    }
    await pause();
    if (hasMore) break;
  }
  const ignores = ignoresIn(facts);
  const used = new Set<Ignore>();
  const found = [...all.values()].slice(0, mostFindings);
  const kept = found.filter((finding) => {
    const hiding = ignores.hiding(finding);
    for (const ignore of hiding) used.add(ignore);
    return hiding.length === 0;
  });
  // With more findings, an ignore might hide one of these.
  const unused =
    rules.includes(unusedIgnore) && !hasMore
      ? ignores.all.filter((ignore) => !used.has(ignore)).flatMap((ignore) => complaint(ignore, rules))
      : [];
  return {
    findings: [...kept, ...unused.map((one) => findingOf(unusedIgnore, one, place(one)))].sort(inOrder),
    ignored: found.length - kept.length,
    warnings: hasMore ? [warning('more-findings', { most: mostFindings })] : [],
  };
}

function findingOf(rule: Rule, found: Found, place: Position): FixableFinding {
  const { path, message, hint, severity, fix } = found;
  return {
    rule: rule.id,
    severity: severity ?? rule.severity,
    path,
    line: place.line,
    column: place.column,
    message: shownText(message),
    hint: shownText(hint),
    fixable: fix !== undefined,
    fix,
  };
}

function placer({ configs }: Facts): (found: Found) => Position {
  const texts = new Map(configs.map(({ path, text }) => [path, text]));
  const placesOf = memoized((path: string) => placesInJson(texts.get(path) ?? ''));
  return ({ path, at }) => {
    if (at === undefined) return { line: 1, column: 1 };
    if ('line' in at) return at;
    return texts.has(path) ? placesOf(path)(at) : { line: 1, column: 1 };
  };
}

function inOrder(one: FixableFinding, other: FixableFinding): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

/** Findings about an ignore that hides nothing; empty if its rule was not run. */
function complaint({ rule, path, at, reason }: Ignore, rules: readonly Rule[]): Found[] {
  if (reason === '') {
    const message = `This ignore of ${rule} gives no reason, so it does not count.`;
    return [{ path, at, message, hint: `Add one after a colon: hs-ignore ${rule}: why it is fine here` }];
  }
  if (!rules.some(({ id }) => id === rule)) return [];
  const found = { path, at, message: `This ignore of ${rule} hides nothing.`, hint: 'Remove it.' };
  if (at === undefined || 'line' in at) return [found];
  // Not a warning, since the hidden finding might come back. Unlike a comment, it can be removed automatically.
  return [{ ...found, severity: 'suggestion', fix: { kind: 'remove', at } }];
}
