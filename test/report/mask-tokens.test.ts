import { expect, test } from 'vitest';
import { maskTokens } from '../../src/report/mask-tokens.ts';
import type { ToldReport } from '../../src/types.ts';

test.each([
  'pat-na1-0a1b2c3d-1234-5678-9abc-def012345678',
  `sk_live_${'a1B2c3D4'.repeat(3)}`,
  `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`,
])('a report repeats no token, whatever repeats what was typed or configured: %s', (token) => {
  const said = `it is ${token}.`;
  const report = {
    code: 2,
    command: `npm create hs-function -- --app ${token}`,
    warnings: [{ code: 'x', message: said }],
    next: [{ command: said, why: said }],
    error: { code: 'x', message: said, hint: said, conflicts: [said] },
  } as unknown as ToldReport;
  const masked = JSON.stringify(maskTokens(report));
  expect(masked).not.toContain(token);
  expect(masked).toContain('it is ***.');
});
