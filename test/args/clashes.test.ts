import { describe, expect, test } from 'vitest';
import { parseArguments, refuseClashes } from '../../src/args/parse-args.ts';
import { type CommandRow, commands } from '../../src/data/commands.ts';
import type { OptionTable } from '../../src/data/options.ts';
import { problemOf } from '../thrown.ts';

/** An option of the tables, or the operand, as a person would type it. */
function typed(form: string, options: OptionTable): string {
  if (form.startsWith('[')) return 'a-word';
  if (form.includes('=')) return `--${form}`;
  const kind = options[form.replace(/^no-/, '')]?.kind ?? '';
  return kind === 'switch' ? `--${form}` : `--${form}=${kind.endsWith('number') ? 9000 : 'a-word'}`;
}

const call = (args: readonly string[]) => () => refuseClashes(parseArguments(args));

describe.each(commands.map((row): [string, CommandRow] => [row.name, row]))('%s', (name, row) => {
  const { options, clashes = {}, needs = {} } = row;
  const pairs = Object.entries(clashes).flatMap(([one, others]) => others.map((other) => [one, other]));
  const before = name === 'create' ? [] : [name];
  const alone = (form: string) => {
    const needed = needs[form];
    return [...(needed === undefined ? [] : [typed(needed, options)]), typed(form, options)];
  };

  test('two options that contradict each other are refused by name, and each alone is fine', () => {
    for (const pair of pairs) {
      const args = [...before, ...pair.flatMap(alone)];
      const problem = problemOf(call(args));
      expect(problem, args.join(' ')).toMatchObject({ exit: 2, code: 'options-clash' });
      for (const form of pair) {
        expect(problem.message).toContain(form.startsWith('[') ? '"a-word"' : `--${form}`);
        expect(call([...before, ...alone(form)]), form).not.toThrow();
      }
    }
  });

  test('what means nothing without another option is refused without it', () => {
    for (const [option, needed] of Object.entries(needs)) {
      const problem = problemOf(call([...before, typed(option, options)]));
      expect(problem).toMatchObject({ exit: 2, message: `--${option} only works with --${needed}.` });
      expect(call([...before, ...alone(option)])).not.toThrow();
    }
  });

  test('an option that takes one value is refused with two, and fine with the same one twice', () => {
    for (const [option, { kind, most = 9999 }] of Object.entries(options)) {
      if (kind === 'list' || kind === 'pairs' || kind === 'switch') continue;
      const [one, other] = kind === 'text' ? ['a', 'b'] : [most, most - 1];
      const twice = (value: typeof one) => () =>
        parseArguments([...before, `--${option}=${one}`, `--${option}=${value}`]);
      const message = `--${option} was given twice, with different values.`;
      expect(problemOf(twice(other))).toMatchObject({ exit: 2, message });
      expect(twice(one)).not.toThrow();
    }
  });

  test('a switch that is turned on and off is refused, and fine where it is turned on twice', () => {
    for (const [option, { negatable }] of Object.entries(options)) {
      if (!negatable) continue;
      const problem = problemOf(() => parseArguments([...before, `--no-${option}`, `--${option}`]));
      const message = `--${option} and --no-${option} cannot be used together.`;
      expect(problem).toMatchObject({ exit: 2, message });
      expect(() => parseArguments([...before, `--${option}`, `--${option}`])).not.toThrow();
    }
  });
});
