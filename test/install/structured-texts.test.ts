import { expect, test } from 'vitest';
import { parseYaml } from '../../src/install/structured-texts.ts';

test('YAML that would keep its parser busy for long is not looked through', () => {
  const longest = `a: ${'b'.repeat(3_000_000 - 3)}`;
  expect(parseYaml(longest)).toHaveLength(1);
  expect(parseYaml(`${longest}b`)).toBeUndefined();
  expect(parseYaml(`[${'a,'.repeat(200_000)}]`)).toBeUndefined();
});
