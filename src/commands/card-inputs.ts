import path from 'node:path';
import { inputsOf } from '../plan/function-inputs.ts';
import type { Answers } from '../types.ts';
import { isInside } from '../write/files.ts';
import { readText } from '../write/read-file.ts';

/** Cards for existing functions send what the functions read, according to their source, which is not run. */
export function withInputs(answers: Answers): Answers {
  const cards = answers.cards.map((card) => ({
    ...card,
    inputs: inputsOf(sourceText(answers.root, card.function.file)),
  }));
  return { ...answers, cards };
}

/** Empty if it cannot be read: that is for `check` and `invoke` to say. */
function sourceText(root: string, file: string): string {
  try {
    return isInside(file) ? readText(path.join(root, file)) : '';
  } catch {
    return '';
  }
}
