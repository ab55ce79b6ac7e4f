import type { Parsed } from '../src/answers/choices.ts';
import { Problem } from '../src/errors.ts';
import { rejectionText } from '../src/messages/answers.ts';
import { exitOf, wordsOf } from '../src/messages/words.ts';

/** A Problem with its texts and exit code, as people and programs see it. */
export function told(problem: Problem) {
  const { code, values, details } = problem;
  return { exit: exitOf(problem), code, ...wordsOf(problem), values, details };
}

/** The Problem that an action throws, with its texts. Fails if it throws anything else, or nothing. */
export function problemOf(action: () => unknown): ReturnType<typeof told> {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return told(error);
    throw error;
  }
  throw new Error('Nothing was thrown');
}

/** The result of parsing a value, with the text of what is wrong with it. */
export function toldParse<Value>(parsed: Parsed<Value>) {
  return 'problem' in parsed ? { ...parsed, problem: rejectionText({ problem: parsed.problem }) } : parsed;
}
