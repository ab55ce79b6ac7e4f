import { describe, expect, it } from 'vitest';
import { refuseFilesOutside } from '../../src/commands/invocations.ts';
import type { ExistingFunction } from '../../src/types.ts';
import { problemOf } from '../thrown.ts';

const named = (name: string, file: string): ExistingFunction => ({
  name,
  file,
  configFile: 'src/app/app.functions/serverless.json',
  secrets: [],
});

describe('A function whose file is outside of the project', () => {
  it.each(['../x.js', '../../etc/passwd', '..'])('is refused: %s', (file) => {
    const refuse = () => refuseFilesOutside('/project', [named('a', 'src/a.js'), named('b', file)]);
    expect(problemOf(refuse).message).toContain(`serverless.json names ${file} as the file of b`);
  });

  it.each(['..\\..\\x.js', 'src/app/..\\..\\x.js', 'src\\x.js'])('is refused on every system: %s', (file) => {
    expect(problemOf(() => refuseFilesOutside('/project', [named('a', file)])).code).toBe('backslash');
  });

  it.each(['', 'x.js', 'src/app/app.functions/..x.js'])('is none where it is %j', (file) => {
    expect(() => refuseFilesOutside('/project', [named('a', file)])).not.toThrow();
  });
});
