import { expect, test } from 'vitest';
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
  const journal = openJournal();
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
