import type { Token } from './javascript-tokens.ts';

/** A place where code loads another module. */
export interface Import {
  /** Undefined where it is computed at run time. */
  readonly specifier: string | undefined;
  readonly kind: 'require' | 'import';
  /** Counted from 1. */
  readonly line: number;
}

/** Modules that code loads with `require`, `import` and `export … from`, in the order in which they stand in it. */
export function imports(tokens: readonly Token[]): Import[] {
  return tokens.flatMap((token, index) => {
    const before = tokens[index - 1]?.text;
    if (token.kind !== 'word' || before === '.' || before === '?.') return [];
    const [next, argument, after] = tokens.slice(index + 1, index + 4);
    const called = next?.text === '(' && next.kind === 'punctuator';
    if (token.text === 'require' && called && argument?.kind === 'string')
      return [found('require', argument)];
    if (token.text === 'import' && called) {
      const whole = argument?.kind === 'string' && (after?.text === ')' || after?.text === ',');
      return [whole ? found('import', argument) : { specifier: undefined, kind: 'import', line: token.line }];
    }
    const named =
      token.text === 'import' || (token.text === 'from' && before !== undefined && before !== ',');
    return named && next?.kind === 'string' ? [found('import', next)] : [];
  });
}

function found(kind: Import['kind'], { text, line }: Token): Import {
  return { specifier: text, kind, line };
}
