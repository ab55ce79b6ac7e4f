import path from 'node:path';
import { inputsOf } from '../plan/function-inputs.ts';
import type { Answers } from '../types.ts';
import { isInside } from '../write/files.ts';
import { readText } from '../write/read-file.ts';

/** Adds the inputs that cards for existing functions send, as read from the functions' source. The source is not run. */
export function withInputs(answers: Answers): Answers {
  const cards = answers.cards.map((card) => ({
    ...card,
    inputs: inputsOf(sourceText(answers.root, card.function.file)),
  }));
  return { ...answers, cards };
}

/** Returns an empty text if the file cannot be read, because `check` and `invoke` report that. */
function sourceText(root: string, file: string): string {
  try {
    return isInside(file) ? readText(path.join(root, file)) : '';
  } catch {
    return '';
  }
}
