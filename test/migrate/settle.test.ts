import { expect, test } from 'vitest';
import { type Draft, settleDraft } from '../../src/migrate/settle.ts';

/** The refusals of a draft on a disk that lists these names but finds any file, as Windows finds `hello.js.`. */
function refusalsOf(names: readonly string[], draft: Partial<Draft>) {
  const files = { names: (folder: string) => (folder === '.' ? names : []), bytes: () => new Uint8Array() };
  const whole = { moves: [], archived: [], written: [], updated: [], ...draft };
  const { refusals } = settleDraft(whole, { from: '2023.2', to: '2026.09' }, 'archive/1', files);
  return refusals.map(({ code, details }) => [code, details.conflicts]);
}

const move = (from: string, path: string) => ({ action: 'move' as const, from, path });

test('a file that the disk finds by another case is not moved under a name that it does not have', () => {
  const refused = [['file-name-case', ['card.json']]];
  expect(refusalsOf(['card.json'], { archived: ['Card.json'] })).toEqual(refused);
  expect(refusalsOf(['card.json'], { moves: [move('CARD.JSON', 'new/card.json')] })).toEqual(refused);
  const bytes = new Uint8Array();
  expect(refusalsOf(['card.json'], { written: [{ path: 'new', bytes, from: 'Card.json' }] })).toEqual(
    refused,
  );
});

test('a file that only Windows finds by that name is not moved', () => {
  for (const from of ['card.json.', 'CARD~1.JSO', 'card.json::$DATA'])
    expect(refusalsOf(['card.json'], { archived: [from] })).toEqual([['missing-file', [from]]]);
});

test('two files whose names are one on macOS do not get one place', () => {
  const moves = [move('é.js', 'functions/\u00e9.js'), move('e.js', 'functions/e\u0301.js')];
  expect(refusalsOf(['é.js', 'e.js'], { moves })).toEqual([['same-target', ['é.js', 'e.js']]]);
});

test('a draft whose files have the names that it gives them meets nothing', () => {
  expect(refusalsOf(['a.js', 'b.js'], { moves: [move('a.js', 'new/a.js')], archived: ['b.js'] })).toEqual([]);
});
