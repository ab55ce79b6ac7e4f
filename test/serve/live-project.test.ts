import { expect, test } from 'vitest';
import { redactor } from '../../src/run/redact.ts';
import { type DevEvent, openJournal } from '../../src/serve/events.ts';
import { openLiveProject } from '../../src/serve/live-project.ts';
import type { Served } from '../../src/serve/project.ts';

test('why a project cannot be checked is told without the values of secrets', async () => {
  const value = 'canary-value-of-a-secret';
  const served = {
    stamp: '',
    redact: redactor({ KEY: value }),
    hide: (text: string) => text,
    get project(): never {
      throw new Error(`Unexpected token in "${value}"`);
    },
  } as unknown as Served;
  const journal = openJournal((text) => text);
  const told = new Promise<DevEvent>((resolve) => journal.listen(resolve));
  openLiveProject(
    () => served,
    () => null,
    journal,
    new AbortController().signal,
  ).onPage();
  expect(await told).toMatchObject({ event: 'warning', code: 'fault' });
  expect(JSON.stringify(await told)).toContain('Unexpected token');
  expect(JSON.stringify(await told)).not.toContain('canary');
});
