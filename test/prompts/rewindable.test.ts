import { describe, expect, test } from 'vitest';
import { rewindable } from '../../src/prompts/rewindable.ts';
import { recordingScreen } from '../terminal/streams.ts';

describe('a screen that can be rewound', () => {
  test('goes up by the lines that were written since, and erases them', () => {
    const { screen, written } = recordingScreen();
    const drawing = rewindable(screen);
    drawing.stream.write('above\n');
    const top = drawing.startFrame();
    drawing.stream.write('one\ntwo\n\u001b[1Aagain\nthree');
    drawing.rewind(top);
    expect(written()).toBe('above\none\ntwo\n\u001b[1Aagain\nthree\r\u001b[2A\u001b[J');
  });

  test('goes nowhere where nothing was written since', () => {
    const { screen, written } = recordingScreen();
    const drawing = rewindable(screen);
    drawing.rewind(drawing.startFrame());
    expect(written()).toBe('\r\u001b[J');
  });

  test('knows that the drawing goes back to the top of its frame, however far that is after a resize', () => {
    const { screen, written } = recordingScreen();
    const drawing = rewindable(screen);
    const top = drawing.startFrame();
    drawing.stream.write('one\ntwo\n');
    drawing.stream.write('\u001b[999D\u001b[7A\u001b[Jone\ntwo\nthree\nfour\n');
    drawing.rewind(top);
    expect(written().endsWith('\r\u001b[4A\u001b[J')).toBe(true);
  });

  test('has a size where the terminal says none', () => {
    const { screen } = recordingScreen();
    Object.assign(screen.stream, { columns: 0, rows: 0 });
    expect(rewindable(screen).stream).toMatchObject({ columns: 80, rows: 24 });
  });

  test('shows ASCII of the same width where Unicode fails', () => {
    const { screen, written } = recordingScreen({ unicode: false });
    rewindable(screen).stream.write('◆  Größe?\n│  ● ja\n└\n');
    expect(written()).toBe('*  Gr??e?\n|  > ja\n+\n');
  });
});
