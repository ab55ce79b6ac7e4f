import { expect, test } from 'vitest';
import { redactor } from '../../src/run/redact.ts';
import type { Served } from '../../src/serve/project.ts';
import { stateOf } from '../../src/serve/state.ts';
import type { Json } from '../../src/types.ts';

test('fixtures are shown without secrets, as far as they do not keep callers waiting', () => {
  const fixtures: Record<string, Json> = {
    small: { key: 'canary-value' },
    large: { text: 'ab '.repeat(400_000) },
    last: { text: 'shown' },
  };
  const functions = Object.keys(fixtures).map((name) => ({ name, file: `${name}.js`, secrets: [] }));
  const project = { name: 'shop', platformVersion: '2025.1' };
  const served = {
    project,
    functions,
    secrets: {},
    redact: redactor({ KEY: 'canary-value' }),
    hide: (text: string) => text,
  };
  const state = stateOf(served as unknown as Served, (name) => fixtures[name] ?? null, []);
  expect(state.functions.map(({ fixture }) => fixture)).toEqual([{ key: '***' }, null, { text: 'shown' }]);
});
