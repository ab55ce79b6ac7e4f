import type { CreateOptions } from '../data/options.ts';
import type { exitCodes, Problem } from '../errors.ts';
import type { Warning } from '../types.ts';

/** What a person reads: what is wrong, and what to do about it. */
export interface Words {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Returns the text of another problem or warning, for a message that includes it. */
export type WordsOf = (told: Problem | Warning) => Words;

/** Problems by code: refusals, which stop the run, or reasons why a function did not respond. */
export type Refusals = Readonly<Record<string, RefusalRow>>;

export interface RefusalRow {
  /** The exit code, by name; `conflict` if left out. */
  readonly exit?: keyof typeof exitCodes;
  /** What the code means, in one line for the list of codes. */
  readonly means: string;
  /** The option whose value is refused. `words` then gets `place`: where the value was given, such as an answers file. */
  readonly option?: keyof CreateOptions;
  // biome-ignore lint/suspicious/noExplicitAny: each row names its own arguments
  readonly words: (values: any, wordsOf: WordsOf) => Words;
}

/** Warnings (the run goes on), by code. */
export type Warnings = Readonly<Record<string, WarningRow>>;

export interface WarningRow {
  readonly means: string;
  // biome-ignore lint/suspicious/noExplicitAny: each row names its own arguments
  readonly words: (values: any) => string;
}

/** Types of the values that a text is made of, by name: strings, lists of strings, numbers, booleans. */
export type Strings<Names extends string> = Readonly<Record<Names, string>>;
export type Lists<Names extends string> = Readonly<Record<Names, readonly string[]>>;
export type Numbers<Names extends string> = Readonly<Record<Names, number>>;
export type Flags<Names extends string> = Readonly<Record<Names, boolean>>;

/** Texts for several faults that share one code, by the fault's name. */
// biome-ignore lint/suspicious/noExplicitAny: each names its own arguments
export type Texts<Text> = Readonly<Record<string, (values: any, wordsOf?: any) => Text>>;

/** The values for one of these texts: the fault's name as `fault`, and what the text needs. */
export type FaultOf<All extends Texts<unknown>> = {
  [Name in keyof All]: { readonly fault: Name } & (Parameters<All[Name]> extends []
    ? unknown
    : Parameters<All[Name]>[0]);
}[keyof All];
