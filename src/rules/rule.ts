import type { Code, Facts, FunctionFacts, KeyPath, Position } from '../check/facts.ts';
import { withoutLikelyValues } from '../check/secret-values.ts';
import type { TextEdit } from '../edit/json-insert.ts';
import { onOneLine } from '../terminal/text.ts';
import type { Finding, Json, Severity, ToldWarning } from '../types.ts';

/** How a finding can be fixed without changing anything else. No kind removes a file. */
export type Fix =
  | { readonly kind: 'text'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'add-item'; readonly at: readonly string[]; readonly item: string }
  | {
      readonly kind: 'add-member';
      readonly at: readonly string[];
      readonly key: string;
      readonly value: Json;
    }
  | { readonly kind: 'remove'; readonly at: KeyPath }
  | { readonly kind: 'rename-key'; readonly at: KeyPath; readonly to: string }
  | { readonly kind: 'replace'; readonly at: KeyPath; readonly value: Json }
  | { readonly kind: 'strict-json' }
  | { readonly kind: 'ignore-env' }
  | { readonly kind: 'create'; readonly value: Json };

/** A problem that a rule found, and its place. */
export interface Found {
  readonly path: string;
  /** The place in the file; its first line if left out. */
  readonly at?: Position | KeyPath | undefined;
  /** Describes the problem and its effect. Never contains the value of a secret. */
  readonly message: string;
  readonly hint: string;
  /** The severity, if it differs from the rule's own. */
  readonly severity?: Severity;
  /** A fix of the file at `path`, unless it names another one. */
  readonly fix?: Fix & { readonly path?: string };
}

/**
 * When a command warns of what a rule finds: once per `invoke`, at each run of a function, or in `migrate` (rules about
 * code that is moved as it is and that the migration does not fix).
 */
export type WarningTime = 'invoke' | 'run' | 'migrate';

/** One kind of problem: what it is, how it is found, and why it is a problem. */
export interface Rule {
  /** Its name in output, options and ignore comments; never changes. */
  readonly id: string;
  readonly severity: Severity;
  /** The layout that has this problem; both if left out. */
  readonly layout?: Facts['layout'];
  /** What it finds, as a phrase for tables. */
  readonly finds: string;
  /** What happens in production, in a sentence or two. */
  readonly why: string;
  /** The source for `why`. */
  readonly source: string;
  readonly fixable?: boolean;
  /** When commands warn of it. */
  readonly warnsIn?: readonly WarningTime[];
  /** The warning's code, if it is not the rule's id. */
  readonly warningCode?: string;
  find(facts: Facts): Iterable<Found>;
}

export type FoundThere = Omit<Found, 'path'>;

/** Keys of a function's settings in each layout. The second name of `methods`, a common mistake, is the other layout's. */
export const settingKeys = {
  'serverless-json': { file: 'file', methods: ['method', 'methods'] },
  hsmeta: { file: 'entrypoint', methods: ['methods', 'method'] },
} as const;

/** Makes a rule's `find` from a function that looks at a single JavaScript file. */
export function inCodes(find: (code: Code, facts: Facts) => Iterable<FoundThere>): Rule['find'] {
  return function* (facts) {
    for (const code of facts.codes)
      for (const found of find(code, facts)) yield { ...found, path: code.path };
  };
}

/** Makes a rule's `find` from a function that looks at a single function. */
export function inFunctions(find: (one: FunctionFacts, facts: Facts) => Iterable<Found>): Rule['find'] {
  return function* (facts) {
    for (const one of facts.functions) yield* find(one, facts);
  };
}

/** Makes a rule's `find` from a function that looks at the configuration of a single function. */
export function inSettings(find: (one: FunctionFacts, facts: Facts) => Iterable<FoundThere>): Rule['find'] {
  return inFunctions(function* (one, facts) {
    for (const found of find(one, facts)) yield { ...found, path: one.configFile.path };
  });
}

/** `finds` as a sentence. */
export function meaningOf({ finds }: Rule): string {
  return `${finds.charAt(0).toUpperCase()}${finds.slice(1)}.`;
}

/** A rule's text as it is shown: without what looks like a secret, and on one line, whatever names are in it. */
export function shownText(text: string): string {
  return onOneLine(withoutLikelyValues(text));
}

/** The warning that a command gives for something that a rule found. */
export function warningOf({ id, warningCode }: Rule, { path, at, message, hint }: Found): ToldWarning {
  const place =
    at !== undefined && 'line' in at ? `${path}:${at.line}: ` : message.includes(path) ? '' : `${path}: `;
  return { code: warningCode ?? id, message: `${onOneLine(place)}${shownText(`${message} ${hint}`)}` };
}

/** Makes a row of `src/messages` for a warning whose text comes from a rule. */
export function warningRow<Values>(rule: Rule, found: (values: Values) => Found) {
  return { means: meaningOf(rule), words: (values: Values) => warningOf(rule, found(values)).message };
}

/** A finding with its fix, if there is one. */
export interface FixableFinding extends Finding {
  readonly fix?: Found['fix'] | undefined;
}
