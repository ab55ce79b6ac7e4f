import type { ReadStream } from 'node:tty';
import { overlaid } from './rewindable.ts';

/** How a question ended without an answer. */
type Departure =
  /** Escape: go back to the previous question. */
  | 'back'
  /** Ctrl-C, a signal, or the end of input. */
  | 'leave'
  /** Ctrl-Z: the program continues later, after the shell has written below the question. */
  | 'suspended';

/** Detects what clack does not report about its input while a question is open. */
interface InputWatch {
  /** Aborted once no answer can come any more. */
  readonly stop: AbortSignal;
  readonly departure: () => Departure;
  /** Called when the question is answered. */
  readonly end: () => void;
}

interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly sequence?: string;
}

/** Up to this many characters in one read count as typed, not as a paste. */
const fewLetters = 8;

/** Turn bracketed paste on and off: the terminal then marks what is pasted. Terminals without it ignore these. */
export const markPastes = '\u001b[?2004h';
export const markNoPastes = '\u001b[?2004l';

/**
 * Wraps an input so that it passes on a paste as one key. For each key, readline and clack take time that grows with the
 * text: a long paste would block them for minutes, and Ctrl-C would not work.
 *
 * Line ends within a paste become blanks, so that its lines do not answer several questions. If the terminal marks pastes,
 * line ends at the end of one are dropped, and so is everything in it that is not text. If not, text that arrives in one
 * read counts as a paste, and a line end at its end is Enter.
 */
export function pasteable(input: ReadStream): ReadStream {
  let waiting: [string, Key][] = [];
  let isMarked = false;
  const flush = () => {
    const keys = waiting;
    waiting = [];
    const lastLetter = keys.findLastIndex(([letter]) => !isLineEnd(letter));
    if (!isMarked && lastLetter < fewLetters) {
      for (const [letter, key] of keys) input.emit('keypress', letter, key);
      return;
    }
    const letters = keys.slice(0, lastLetter + 1).map(([letter]) => (isLineEnd(letter) ? ' ' : letter));
    const text = letters.join('');
    if (text !== '') input.emit('keypress', text, { sequence: text });
    const [enter] = keys.slice(lastLetter + 1);
    if (enter !== undefined && !isMarked) input.emit('keypress', ...enter);
  };
  const emit = (event: string, ...values: unknown[]): boolean => {
    const [letter, key] = values as [string | undefined, Key];
    if (event === 'keypress' && isText(letter, key)) {
      // A microtask runs once all keys of a read have been handled.
      if (waiting.push([letter, key]) === 1 && !isMarked) queueMicrotask(() => isMarked || flush());
      return true;
    }
    const isKey = event === 'keypress';
    // Sequences that readline does not know, such as the start of a mouse report, are ignored.
    if (isKey && key.name === 'undefined') return true;
    // Ctrl-C must work even if a paste never ends.
    if (isKey && isMarked && key.name !== 'paste-end' && !(key.ctrl === true && key.name === 'c'))
      return true;
    flush();
    isMarked = isKey && key.name === 'paste-start';
    return input.emit(event, ...values);
  };
  const setRawMode = (isRaw: boolean) => {
    try {
      input.setRawMode(isRaw);
    } catch {
      // The terminal is gone; the end of the input is handled elsewhere.
    }
    return input;
  };
  const own = { emit, setRawMode };
  return overlaid(input, (key) => own[key as keyof typeof own]);
}

function isText(letter: string | undefined, { ctrl, meta }: Key): letter is string {
  if (letter === undefined || meta === true) return false;
  return letter === '\t' || isLineEnd(letter) || (ctrl !== true && letter >= ' ' && letter !== '\x7f');
}

function isLineEnd(letter: string): boolean {
  return letter === '\r' || letter === '\n';
}

/** Whether this key is Ctrl-Z, for which readline stops the process. */
function isSuspension({ ctrl, name }: Key): boolean {
  return ctrl === true && name === 'z';
}

/**
 * Watches the input of an open question. clack 1.9 returns the same symbol for Escape and Ctrl-C. If the input ends, or
 * readline pauses it (Ctrl-D, and after Ctrl-Z), clack's promise never settles: the program would exit with code 0 and
 * nothing done.
 * @param onSuspend called on Ctrl-Z, before the shell takes over the screen
 */
export function watchInput(input: ReadStream, signal: AbortSignal, onSuspend: () => void): InputWatch {
  const gone = new AbortController();
  let last: Key = {};
  let ended = false;
  const onGone = () => gone.abort();
  const onKey = (_text: string | undefined, key: Key) => {
    last = key;
    if (isSuspension(key)) onSuspend();
    // readline reports Ctrl-C right after Escape as one key, which clack ignores.
    if (key.sequence === '\u001b\u0003') onGone();
  };
  // clack also pauses the input when the question is answered: `end` has then been called by the next turn.
  const onPause = () => setImmediate(() => ended || onGone());
  input.prependListener('keypress', onKey);
  input.on('end', onGone).on('close', onGone).on('error', onGone).on('pause', onPause);
  return {
    stop: AbortSignal.any([signal, gone.signal]),
    departure: () => {
      if (signal.aborted) return 'leave';
      if (gone.signal.aborted) return isSuspension(last) ? 'suspended' : 'leave';
      return last.name === 'escape' ? 'back' : 'leave';
    },
    end: () => {
      ended = true;
      input.off('keypress', onKey);
      input.off('end', onGone).off('close', onGone).off('error', onGone).off('pause', onPause);
    },
  };
}
