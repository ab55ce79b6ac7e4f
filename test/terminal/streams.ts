import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import type { Screen } from '../../src/terminal/terminal.ts';
import { plainStyle } from '../../src/terminal/text.ts';

/** A screen that records what is written to it. */
export function recordingScreen(more: Partial<Screen> = {}) {
  let written = '';
  const write = (text: string) => {
    written += text;
    return true;
  };
  const stream = Object.assign(new EventEmitter(), {
    write,
    columns: 80,
    rows: 24,
  }) as unknown as WriteStream;
  const screen: Screen = {
    stream,
    isTerminal: true,
    colour: true,
    unicode: true,
    redraw: true,
    style: plainStyle,
    columns: () => 80,
    write: (text) => void write(text),
    writeAsIs: (text) => void write(text),
    ...more,
  };
  return { screen, written: () => written };
}
