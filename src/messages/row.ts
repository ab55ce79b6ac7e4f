import type { CreateOptions } from '../data/options.ts';
import type { exitCodes, Problem } from '../errors.ts';
import type { Warning } from '../types.ts';

/** What a person reads: what is wrong, and what to do about it. */
export interface Words {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Gives the text of another message, for one that repeats it. */
export type WordsOf = (told: Problem | Warning) => Words;

/** Refusals, which stop the run, by their codes. */
export type Refusals = Readonly<Record<string, RefusalRow>>;

export interface RefusalRow {
  /** What the program ends with; `conflict` if left out. */
  readonly exit?: keyof typeof exitCodes;
  /** What the code means, in one line for the list of codes. */
  readonly means: string;
  /** The option whose value is refused: the words get the `place` where it was given, which may be an answers file. */
  readonly option?: keyof CreateOptions;
  // biome-ignore lint/suspicious/noExplicitAny: each row names its own arguments
  readonly words: (values: any, wordsOf: WordsOf) => Words;
}

/** Warnings, which stop nothing, by their codes. */
export type Warnings = Readonly<Record<string, WarningRow>>;

export interface WarningRow {
  readonly means: string;
  // biome-ignore lint/suspicious/noExplicitAny: each row names its own arguments
  readonly words: (values: any) => string;
}

/** Values of a text by their names: strings, lists of them, numbers, or what is true or false. */
export type Strings<Names extends string> = Readonly<Record<Names, string>>;
export type Lists<Names extends string> = Readonly<Record<Names, readonly string[]>>;
export type Numbers<Names extends string> = Readonly<Record<Names, number>>;
export type Flags<Names extends string> = Readonly<Record<Names, boolean>>;

/** Why a function gave no answer, by its codes. */
export type FunctionErrors = Readonly<Record<string, FunctionErrorRow>>;

export interface FunctionErrorRow {
  readonly means: string;
  // biome-ignore lint/suspicious/noExplicitAny: each row names its own arguments
  readonly words: (values: any) => Words;
}

/** Texts of several faults under one code, by the fault's name. */
// biome-ignore lint/suspicious/noExplicitAny: each names its own arguments
export type Texts<Text> = Readonly<Record<string, (values: any, wordsOf?: any) => Text>>;

/** The values of such a text: the fault's name as `fault`, and what the text needs. */
export type FaultOf<All extends Texts<unknown>> = {
  [Name in keyof All]: { readonly fault: Name } & (Parameters<All[Name]> extends []
    ? unknown
    : Parameters<All[Name]>[0]);
}[keyof All];
