import type { ReadStream, WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { TextPrompt, wrapTextWithPrefix } from '@clack/core';
import { S_BAR, S_BAR_END, symbol, symbolBar } from '@clack/prompts';
import { type TextField, textAnswer, textFault } from '../../core/conversation/question.ts';
import { wrapWords } from '../../core/conversation/wrap.ts';
import type { Style } from '../../core/report/style.ts';

/** Columns that the bar at the left takes. */
export const barColumns = 3;

interface Common {
  /** Read anew each time it is drawn. */
  readonly message: string;
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly signal: AbortSignal;
}

/** A line of text that says what is wrong with it while it is typed, which clack's own text prompt does not. */
export async function textPrompt(field: TextField, common: Common, style: Style): Promise<string | symbol> {
  const { input, output, signal } = common;
  const answer = await new TextPrompt({
    input,
    output,
    signal,
    ...(field.initial === '' ? {} : { initialValue: field.initial }),
    validate: (typed) => textFault(field, typed ?? ''),
    render() {
      const typed = this.userInput;
      const isTouched = typed !== '' && typed !== field.initial;
      const fault = this.state === 'error' ? this.error : isTouched ? textFault(field, typed) : undefined;
      const state = fault === undefined ? 'active' : 'error';
      const bar = symbolBar(state) ?? S_BAR;
      const words = wrapWords(fault ?? '', output.columns - barColumns);
      return [
        style.dim(S_BAR),
        wrapTextWithPrefix(output, common.message, `${bar}  `, `${symbol(state)}  `),
        wrapTextWithPrefix(
          output,
          typed === '' ? emptyField(field, style) : this.userInputWithCursor,
          `${bar}  `,
        ),
        wrapTextWithPrefix(output, words, '   ', `${bar.replace(S_BAR, S_BAR_END)}  `),
        '',
      ].join('\n');
    },
  }).prompt();
  return typeof answer === 'symbol' ? answer : textAnswer(field, answer ?? '');
}

/** What an empty field shows, with the cursor on its first letter. */
function emptyField({ proposal, placeholder }: TextField, { dim }: Style): string {
  const shown = proposal ?? placeholder ?? ' ';
  return styleText('inverse', shown.slice(0, 1)) + dim(shown.slice(1));
}
