import type { ReadStream } from 'node:tty';

/** How a question was left without an answer. */
type Departure =
  /** Escape: to the question before. */
  | 'back'
  /** Ctrl-C, a signal, or the end of input. */
  | 'leave'
  /** Ctrl-Z; the program goes on again, and the shell has written below the question. */
  | 'suspended';

/** Sees what clack does not tell about its input while a question is open. */
export interface InputWatch {
  /** Aborted where no answer can come any more. */
  readonly stop: AbortSignal;
  readonly departure: () => Departure;
  /** Called when the question is answered. */
  readonly end: () => void;
}

interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly sequence?: string;
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
