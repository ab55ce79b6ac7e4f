import { createInterface, type Interface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';
import type { Screen } from '../terminal/terminal.ts';
import { onOneLine, printable, printableText, wrapWords } from '../terminal/text.ts';
import type { AnswerValue } from './conversation.ts';
import { type Choice, type Field, textAnswer, textFault } from './fields.ts';
import type { Prompter, Reply } from './prompter.ts';
import type { Question } from './questions.ts';

/** Questions in plain lines with numbered choices, for dumb terminals and screen readers; answers end with Enter. */
export function plainPrompter(
  input: ReadStream,
  screen: Screen,
  title: string,
  signal: AbortSignal,
): Prompter {
  const reader = createInterface({ input, terminal: false, signal });
  const { nextLine, dropRest } = lineTaker(reader);
  const write = (text: string, hang = 0) => screen.write(wrapWords(text, screen.columns(), hang));

  const ask = async (question: Question): Promise<Reply> => {
    await dropRest();
    for (;;) {
      write(`\n${questionLines(question)}`);
      const line = await nextLine();
      await dropRest();
      if (line === undefined || signal.aborted) {
        screen.write('\n');
        return { kind: 'leave' };
      }
      const reply = readLine(question.field, line);
      if (reply.kind !== 'fault') return reply;
      write(`${reply.fault}\n`);
    }
  };

  write(`${printable(title)}\nPress Enter for the default in brackets, < to go back, Ctrl-C to cancel.\n`);
  return {
    ask,
    show: (text, hang) => write(`\n${text}\n`, hang),
    // The report repeats it, and there is no frame to close.
    close: () => reader.close(),
  };
}

/** Milliseconds without a line after which a paste has ended. A terminal hands over one line at a time. */
const pauseMs = 25;

/**
 * `nextLine` waits for the next line; undefined if the input ends. A line that comes while nobody waits is dropped.
 * `dropRest` waits until no more lines are there: the rest of a paste must answer no other question, nor get to the shell,
 * and what is typed ahead none that is not shown yet.
 */
function lineTaker(reader: Interface) {
  let hasEnded = false;
  let dropped = 0;
  const drop = (): void => {
    dropped += 1;
  };
  let take: (line?: string) => void = drop;
  reader.on('line', (line) => take(line));
  reader.on('close', () => {
    hasEnded = true;
    take();
  });
  return {
    async nextLine(): Promise<string | undefined> {
      if (hasEnded) return undefined;
      return new Promise((resolve) => {
        take = (line) => {
          take = drop;
          resolve(line);
        };
      });
    },
    async dropRest(): Promise<void> {
      do {
        dropped = 0;
        await setTimeout(pauseMs);
      } while (dropped > 0);
    },
  };
}

/** The meaning of a typed line: an answer, going back, or input that cannot be used. */
type LineReply =
  | { readonly kind: 'answer'; readonly value: AnswerValue }
  | { readonly kind: 'back' }
  | { readonly kind: 'fault'; readonly fault: string };

/** A question as plain lines; the answer goes at the end of the last one. Choices are numbered from 1. */
export function questionLines({ message, why, here, field }: Question): string {
  const choices =
    'choices' in field
      ? field.choices.map(
          ({ label, hint }, index) => `  ${index + 1}. ${printable(hint ? `${label} - ${hint}` : label)}`,
        )
      : [];
  const lines = [message, why, here ?? '', ...choices, `${invitation(field)}: `].filter(
    (line) => line !== '',
  );
  return printableText(lines.map(onOneLine).join('\n'));
}

function invitation(field: Field): string {
  switch (field.kind) {
    case 'text': {
      const taken = field.initial || field.proposal;
      if (taken === undefined || taken === '') return field.optional ? 'Answer [none]' : 'Answer';
      return field.optional ? `Answer [${taken}], - for none` : `Answer [${taken}]`;
    }
    case 'select':
      return `Number [${numberOf(field.choices, field.initial)}]`;
    case 'multiselect':
      return `Numbers, comma-separated [${field.initial.map((one) => numberOf(field.choices, one)).join(', ')}]`;
  }
}

function numberOf(choices: readonly Choice[], value: string): number {
  return choices.findIndex((choice) => choice.value === value) + 1;
}

/** Reads a typed line; an empty one takes the default, `<` (or Escape) goes back. */
export function readLine(field: Field, typed: string): LineReply {
  const line = typed.trim();
  if (line === '<' || line === '\u001b') return { kind: 'back' };
  switch (field.kind) {
    case 'text': {
      const text = line === '' ? field.initial : field.optional && line === '-' ? '' : line;
      const fault = textFault(field, text);
      return fault === undefined
        ? { kind: 'answer', value: textAnswer(field, text) }
        : { kind: 'fault', fault };
    }
    case 'select':
      return chosen(field.choices, line === '' ? field.initial : line);
    case 'multiselect':
      return severalChosen(field.choices, line === '' ? field.initial : line.split(/[\s,]+/).filter(Boolean));
  }
}

function severalChosen(choices: readonly Choice[], words: readonly string[]): LineReply {
  if (words.length === 0) return { kind: 'fault', fault: 'Select at least one.' };
  const values = new Set<string>();
  for (const word of words) {
    const reply = chosen(choices, word);
    if (reply.kind !== 'answer') return reply;
    values.add(reply.value as string);
  }
  return { kind: 'answer', value: [...values] };
}

/** A choice by its number, or by its value in any case. */
function chosen(choices: readonly Choice[], word: string): LineReply {
  const lower = word.toLowerCase();
  const choice = choices.find(({ value }) => value.toLowerCase() === lower) ?? choices[Number(word) - 1];
  if (choice !== undefined) return { kind: 'answer', value: choice.value };
  return { kind: 'fault', fault: `Enter a number from 1 to ${choices.length}.` };
}
