import { spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';
import { cleanEnvironment, program } from './program.ts';
import { emulatedScreen } from './screen.ts';

/** Keys as a terminal sends them. */
export const keys = {
  enter: '\r',
  escape: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  space: ' ',
  clear: '\u0015',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
  ctrlZ: '\u001a',
} as const;

/** A program in a pseudo-terminal. */
export interface Session {
  /** Sends text or keys as if they were typed. */
  readonly type: (...typed: readonly string[]) => void;
  /** Waits until the screen shows a text. Fails with the screen's content if it takes too long or the program ends. */
  readonly see: (text: string | RegExp) => Promise<void>;
  /** The current content of the screen. */
  readonly screen: () => string;
  /** Everything that was written, including escape codes. */
  readonly raw: () => string;
  readonly cursorVisible: () => boolean;
  readonly resize: (columns: number, rows: number) => void;
  /** Sends a signal to the program. */
  readonly signal: (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void;
  /** Closes the terminal. */
  readonly hangUp: () => void;
  /** Waits until the program has ended, and returns its exit code. */
  readonly code: () => Promise<number>;
}

export interface SessionOptions {
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds to wait for the screen to show something. The machine may be busy. */
const patienceMs = 120_000;

const ended = /\[code (\d+)\]/;

/**
 * Runs a shell command in a pseudo-terminal, with the arguments as `"$@"`. The shell stays open until the test ends, because
 * a program's last output can be lost if nothing keeps the terminal open.
 */
export function startSession(line: string, args: readonly string[], options: SessionOptions): Session {
  const { cwd, columns = 80, rows = 60, env } = options;
  const script = `trap '' INT TERM HUP; ${line}; printf '\\n[code %s]\\n' $?; read _`;
  const pty = spawn('sh', ['-c', script, 'sh', ...args], {
    name: env?.TERM ?? 'xterm-256color',
    cwd,
    cols: columns,
    rows,
    env: { ...cleanEnvironment(), LANG: 'C.UTF-8', ...env },
  });
  const screen = emulatedScreen(columns, rows);
  let raw = '';
  let changed = () => {};
  pty.onData((data) => {
    raw += data;
    screen.write(data);
    changed();
  });
  onTestFinished(() => pty.kill('SIGKILL'));

  const see = async (text: string | RegExp) => {
    const pattern = typeof text === 'string' ? { test: (shown: string) => shown.includes(text) } : text;
    const deadline = performance.now() + patienceMs;
    while (!pattern.test(screen.text())) {
      const left = deadline - performance.now();
      if (left <= 0 || ended.test(screen.text())) {
        throw new Error(`${String(text)} is not on the screen:\n${screen.text()}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };

  return {
    type: (...typed) => {
      for (const one of typed) pty.write(one);
    },
    see,
    screen: screen.text,
    raw: () => raw,
    cursorVisible: screen.cursorVisible,
    resize: (newColumns, newRows) => {
      pty.resize(newColumns, newRows);
      screen.resize(newColumns, newRows);
    },
    signal: (name) => void process.kill(-pty.pid, name),
    hangUp: () => (pty as unknown as { destroy: () => void }).destroy(),
    code: async () => {
      await see(ended);
      return Number(screen.text().match(ended)?.[1]);
    },
  };
}

/** Runs the packed program in a pseudo-terminal. */
export function startProgram(args: readonly string[], options: SessionOptions): Session {
  return startSession('"$@"', [process.execPath, program(), ...args], options);
}
