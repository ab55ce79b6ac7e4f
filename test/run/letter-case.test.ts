import { expect, test } from 'vitest';
import { functionWarnings } from '../../src/check/function-warnings.ts';
import type { FunctionSource } from '../../src/run/source.ts';

const source = (file: string, onDisk: string, imports: FunctionSource['imports'] = []): FunctionSource => ({
  file,
  onDisk,
  text: '',
  environment: [],
  imports,
  context: [],
});

function warningsOf(...sources: readonly FunctionSource[]): readonly string[] {
  const invocation = {
    function: 'two',
    file: '/project/src/app/app.functions/two.js',
    functionsDirectory: '/project/src/app/app.functions',
    configFile: 'src/app/app.functions/serverless.json',
    secrets: [],
    context: {},
    timeoutMs: 1000,
  };
  const secrets = { file: undefined, values: {} };
  return functionWarnings({ invocation, sources, secrets, earlyReads: [] }).map(({ code }) => code);
}

test('a function whose file the disk spells otherwise is told, since it is not found at HubSpot', () => {
  expect(warningsOf(source('two.js', 'Two.js'))).toContain('letter-case');
  expect(warningsOf(source('two.js', 'two.js'))).not.toContain('letter-case');
});

test('so is a file that a function loads', () => {
  const loads = { specifier: './Helper', target: 'Helper.js', line: 1, kind: 'require' } as const;
  const one = source('two.js', 'two.js', [loads]);
  expect(warningsOf(one, source('Helper.js', 'helper.js'))).toContain('letter-case');
  expect(warningsOf(one, source('Helper.js', 'Helper.js'))).not.toContain('letter-case');
});
