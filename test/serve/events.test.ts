import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { shownText } from '../../src/serve/calls.ts';
import { type DevEvent, openJournal } from '../../src/serve/events.ts';

const request = { kind: 'app', function: 'a', parameters: {}, propertiesToSend: {} } as const;
const called = (id: string): DevEvent => ({
  event: 'call',
  id,
  at: '',
  caller: 'card',
  function: 'a',
  request,
});
const answered = (id: string): DevEvent => {
  return {
    event: 'answer',
    id,
    status: 200,
    durationMs: 1,
    waitedMs: 0,
    headers: [],
    body: '',
    warnings: [],
  };
};

test('of 1,000 calls that come at once, each is still known when it is answered; of old ones only some', () => {
  const journal = openJournal((text) => text);
  const known: string[] = [];
  journal.listen((event) => {
    if (event.event === 'answer')
      known.push(
        ...journal
          .calls()
          .filter(({ id }) => id === event.id)
          .map(({ id }) => id),
      );
  });
  const ids = Array.from({ length: 1000 }, (_, index) => String(index));
  for (const id of ids) journal.tell(called(id));
  for (const id of ids) journal.tell(answered(id));
  expect(known).toEqual(ids);
  journal.tell(called('next'));
  expect(journal.calls().length).toBe(100);
});

test('of calls with much to show, only the latest are known, so that the page can be told of all of them', () => {
  const journal = openJournal((text) => text);
  const body = 'x'.repeat(400_000);
  for (let count = 0; count < 90; count += 1) {
    journal.tell({ ...called(String(count)), request: { ...request, parameters: body } } as DevEvent);
    journal.tell({ ...answered(String(count)), body } as DevEvent);
  }
  const known = journal.calls();
  expect(known.at(-1)?.id).toBe('89');
  expect(known.length).toBeGreaterThan(10);
  expect(JSON.stringify(known).length).toBeLessThan(11_000_000);
});

test('what is shown of a long text keeps no more of it in memory', () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const used = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const shown = Array.from({ length: 20 }, (_, index) => shownText(`${index}${'x'.repeat(5_000_000)}`));
  expect(used() - before).toBeLessThan(20_000_000);
  expect(shown.map(({ length }) => length)).toEqual(shown.map(() => 200_001));
});
