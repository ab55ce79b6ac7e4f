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
} as const;

/** A program in a pseudo-terminal. */
export interface Session {
  readonly pid: number;
  /** Sends text or keys as if they were typed. */
  readonly type: (...typed: readonly string[]) => void;
  /** Waits until the screen shows a text behind what it showed at the wait before; fails with the screen after a while. */
  readonly see: (text: string | RegExp) => Promise<void>;
  /** What the screen shows. */
  readonly screen: () => string;
  /** Every byte that was written, escape codes and all. */
  readonly raw: () => string;
  readonly cursorVisible: () => boolean;
  readonly resize: (columns: number, rows: number) => void;
  /** Exit code and signal once it ended. */
  readonly ended: Promise<{ readonly code: number; readonly signal: number | undefined }>;
}

export interface SessionOptions {
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds that a screen may take until it shows what is waited for; the machine may be busy. */
const patienceMs = 20_000;

/** Starts a program in a pseudo-terminal; it is killed when the test ends. */
export function startSession(file: string, args: readonly string[], options: SessionOptions): Session {
  const { cwd, columns = 80, rows = 60, env } = options;
  const pty = spawn(file, [...args], {
    name: env?.TERM ?? 'xterm-256color',
    cwd,
    cols: columns,
    rows,
    env: { ...cleanEnvironment(), LANG: 'C.UTF-8', ...env },
  });
  const screen = emulatedScreen(columns, rows);
  let raw = '';
  let over = false;
  let changed = () => {};
  pty.onData((data) => {
    raw += data;
    screen.write(data);
    changed();
  });
  const ended = new Promise<{ code: number; signal: number | undefined }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      over = true;
      changed();
      resolve({ code: exitCode, signal });
    });
  });
  onTestFinished(() => {
    if (!over) pty.kill('SIGKILL');
  });
  const shows = (text: string | RegExp) =>
    typeof text === 'string' ? screen.text().includes(text) : text.test(screen.text());
  return {
    pid: pty.pid,
    type: (...typed) => {
      for (const one of typed) pty.write(one);
    },
    see: async (text) => {
      const deadline = performance.now() + patienceMs;
      while (!shows(text)) {
        const left = deadline - performance.now();
        if (over || left <= 0) throw new Error(`${String(text)} is not on the screen:\n${screen.text()}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          changed = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    screen: screen.text,
    raw: () => raw,
    cursorVisible: screen.cursorVisible,
    resize: (newColumns, newRows) => {
      pty.resize(newColumns, newRows);
      screen.resize(newColumns, newRows);
    },
    ended,
  };
}

/** Starts the packed program in a pseudo-terminal. */
export function startProgram(args: readonly string[], options: SessionOptions): Session {
  return startSession(process.execPath, [program(), ...args], options);
}
