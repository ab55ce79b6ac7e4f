import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startProgress } from '../../src/terminal/progress.ts';
import { recordingScreen } from './streams.ts';

describe('progress of long work', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is one line that is redrawn, and stays as one line when it ends', () => {
    const { screen, written } = recordingScreen();
    const progress = startProgress('npm install', screen, () => Date.now());
    progress.show('axios\u001b[2J\n');
    vi.advanceTimersByTime(2_500);
    progress.end(true);
    const drawn = written().split('\r\u001b[K');
    expect(drawn).toContain('◐ npm install (1 s)  axios\\x1b[2J');
    expect(drawn.slice(0, -1).join('')).not.toContain('\n');
    expect(drawn.at(-1)).toBe('✔ npm install (2 s)\n');
  });

  test('is plain lines where nothing may be redrawn, with a sign of life every ten seconds', () => {
    const { screen, written } = recordingScreen({ redraw: false });
    const progress = startProgress('npm install', screen, () => Date.now());
    progress.show('axios');
    vi.advanceTimersByTime(21_000);
    progress.end(true);
    expect(written()).toBe(
      [
        'npm install',
        'Still running after 10 s: axios',
        'Still running after 20 s: axios',
        '✔ npm install (21 s)',
        '',
      ].join('\n'),
    );
  });

  test('writes nothing once it has ended', () => {
    for (const redraw of [true, false]) {
      const { screen, written } = recordingScreen({ redraw });
      startProgress('npm install', screen, () => Date.now()).end(true);
      const before = written();
      vi.advanceTimersByTime(60_000);
      expect(written()).toBe(before);
    }
  });
});
