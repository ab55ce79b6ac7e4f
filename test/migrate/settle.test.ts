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

test('a path whose letter case differs from the file on disk is refused', () => {
  const refused = [['file-name-case', ['card.json']]];
  expect(refusalsOf(['card.json'], { archived: ['Card.json'] })).toEqual(refused);
  expect(refusalsOf(['card.json'], { moves: [move('CARD.JSON', 'new/card.json')] })).toEqual(refused);
  const bytes = new Uint8Array();
  expect(refusalsOf(['card.json'], { written: [{ path: 'new', bytes, from: 'Card.json' }] })).toEqual(
    refused,
  );
});

test('a path that only Windows resolves, such as card.json. or CARD~1.JSO, is refused', () => {
  for (const from of ['card.json.', 'CARD~1.JSO', 'card.json::$DATA'])
    expect(refusalsOf(['card.json'], { archived: [from] })).toEqual([['missing-file', [from]]]);
});

test('two files cannot move to names that macOS treats as the same', () => {
  const moves = [move('é.js', 'functions/\u00e9.js'), move('e.js', 'functions/e\u0301.js')];
  expect(refusalsOf(['é.js', 'e.js'], { moves })).toEqual([['same-target', ['é.js', 'e.js']]]);
});

test('a draft that names its files as they are on disk has no conflicts', () => {
  expect(refusalsOf(['a.js', 'b.js'], { moves: [move('a.js', 'new/a.js')], archived: ['b.js'] })).toEqual([]);
});
