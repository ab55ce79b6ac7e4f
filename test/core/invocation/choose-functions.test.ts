import { describe, expect, it } from 'vitest';
import { refuseFilesOutside, severalFunctions } from '../../../src/core/invocation/choose-functions.ts';
import { Problem } from '../../../src/errors.ts';
import type { ExistingFunction, Project } from '../../../src/types.ts';

const named = (name: string, file: string): ExistingFunction => ({
  name,
  file,
  configFile: 'src/app/app.functions/serverless.json',
  secrets: [],
});

describe('A function whose file lies outside of the project', () => {
  it.each(['../x.js', '../../etc/passwd', '..'])('is refused: %s', (file) => {
    const refuse = () => refuseFilesOutside([named('a', 'src/a.js'), named('b', file)]);
    expect(refuse).toThrow(Problem);
    expect(refuse).toThrow(`serverless.json names ${file} as the file of b`);
  });

  it.each(['', 'x.js', 'src/app/app.functions/..x.js'])('is none where it is %j', (file) => {
    expect(() => refuseFilesOutside([named('a', file)])).not.toThrow();
  });
});

it('quotes the name of a function in the command that it proposes', () => {
  const functions = [named("'; rm -rf ~ #", 'a.js'), named('b', 'b.js')];
  const { hint } = severalFunctions({ functions } as unknown as Project).details;
  expect(hint).toContain(`npx create-hs-function invoke ''\\''; rm -rf ~ #'`);
});
