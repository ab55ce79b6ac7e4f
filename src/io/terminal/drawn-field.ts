import type { ReadStream, WriteStream } from 'node:tty';
import { confirm, multiselect, select } from '@clack/prompts';
import type { AnswerValue } from '../../core/conversation/conversation.ts';
import type { Choice, Question } from '../../core/conversation/question.ts';
import { wrapWords } from '../../core/conversation/wrap.ts';
import type { Style } from '../../core/report/style.ts';
import { barColumns, textPrompt } from './text-prompt.ts';

/** Where a question is drawn. */
export interface Canvas {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly style: Style;
}

/** From this width on every choice is shown with its hint, below it only the one that the cursor is on. */
const wideColumns = 60;

/**
 * Draws a question until it is answered or left; a symbol says that it was left.
 *
 * @param stop leaves it
 */
export function drawField(
  question: Question,
  { input, output, style }: Canvas,
  stop: AbortSignal,
): Promise<AnswerValue | symbol | undefined> {
  const common = {
    // clack takes the message anew each time it draws, so this follows a resize.
    get message() {
      return drawnMessage(question, output.columns - barColumns, style);
    },
    input,
    output,
    signal: stop,
  };
  const shownChoice = ({ value, label, hint }: Choice) => {
    if (hint === undefined) return { value, label };
    if (output.columns < wideColumns) return { value, label, hint };
    return { value, label: `${label} ${style.dim(`(${hint})`)}` };
  };
  const { field } = question;
  switch (field.kind) {
    case 'text':
      return textPrompt(field, common, style);
    case 'confirm':
      return confirm(Object.assign(common, { initialValue: field.initial }));
    case 'select': {
      const options = field.choices.map(shownChoice);
      return select(Object.assign(common, { initialValue: field.initial, options, showInstructions: false }));
    }
    case 'multiselect': {
      const options = field.choices.map(shownChoice);
      return multiselect(
        Object.assign(common, { initialValues: [...field.initial], options, required: true }),
      );
    }
  }
}

function drawnMessage({ message, why, here = '' }: Question, columns: number, { dim }: Style): string {
  const remarks = [why, here].filter((text) => text !== '');
  return wrapWords([message, ...remarks.map(dim)].join('\n'), columns);
}
