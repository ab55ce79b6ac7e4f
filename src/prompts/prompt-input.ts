import type { ReadStream } from 'node:tty';
import { overlaid } from './rewindable.ts';

/** How a question was left without an answer. */
type Departure =
  /** Escape: to the question before. */
  | 'back'
  /** Ctrl-C, a signal, or the end of input. */
  | 'leave'
  /** Ctrl-Z; the program continues later, and the shell has written below the question. */
  | 'suspended';

/** Detects what clack does not report about its input while a question is open. */
interface InputWatch {
  /** Aborted where no answer can come any more. */
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

/** How many letters may come together without being a paste. */
const fewLetters = 8;

/** Has a terminal mark what is pasted, and stop it; one that does not know this ignores it. */
export const markPastes = '\u001b[?2004h';
export const markNoPastes = '\u001b[?2004l';

/**
 * An input that hands on a paste as one key. readline and clack take time for each key that grows with the text: a long
 * paste would hold them up for minutes, deaf to Ctrl-C. Line ends within a paste become blanks, so that its lines do not
 * answer one question after the other. Those at the end of a paste that the terminal marks are left out, and so is all
 * that is no text; where it marks none, text that comes together is one, and a line end at its end is Enter.
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
      // A microtask runs when all keys of one read have come.
      if (waiting.push([letter, key]) === 1 && !isMarked) queueMicrotask(() => isMarked || flush());
      return true;
    }
    const isKey = event === 'keypress';
    // What readline does not know, such as the start of a mouse report, is no key here either.
    if (isKey && key.name === 'undefined') return true;
    // Ctrl-C is heard also if a paste never ends.
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
      // The terminal is gone: the input's end is what counts.
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

/** Ctrl-Z, which readline answers by stopping the process. */
function isSuspension({ ctrl, name }: Key): boolean {
  return ctrl === true && name === 'z';
}

/**
 * Watches the input of an open question. clack 1.9 gives the same symbol for Escape and Ctrl-C, and where the input
 * ends, or readline pauses it (Ctrl-D, and on the way back from Ctrl-Z), its promise never settles: the program would
 * end with 0 and nothing done.
 *
 * @param onSuspend called at Ctrl-Z, while the screen is still this program's
 */
export function watchInput(input: ReadStream, signal: AbortSignal, onSuspend: () => void): InputWatch {
  const gone = new AbortController();
  let last: Key = {};
  let ended = false;
  const onGone = () => gone.abort();
  const onKey = (_text: string | undefined, key: Key) => {
    last = key;
    if (isSuspension(key)) onSuspend();
    // Ctrl-C right after Escape is one key to readline, and none to clack.
    if (key.sequence === '\u001b\u0003') onGone();
  };
  // clack itself pauses the input when it settles, and `end` has been called one turn later.
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
