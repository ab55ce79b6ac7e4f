/** A call of `hubspot.fetch`; its origin is undefined where the address is put together at run time. */
export interface FetchCall {
  readonly origin: string | undefined;
  /** Counted from 1. */
  readonly line: number;
}

const call = /\bhubspot\s*\.\s*fetch\s*\(\s*(?:(['"`])([^'"`\n]*)|([A-Za-z_$][\w$]*))?/g;

/**
 * The origins that a card's code passes to `hubspot.fetch`, which the app has to permit. A literal counts, and a
 * constant of the same file that is one, also at the start of a template.
 */
export function fetchCalls(source: string): readonly FetchCall[] {
  return Array.from(source.matchAll(call), ({ index, 2: literal, 3: name }) => {
    const address = literal ?? (name === undefined ? undefined : constant(source, name));
    return {
      origin: address === undefined ? undefined : originOf(source, address),
      line: source.slice(0, index).split('\n').length,
    };
  });
}

function originOf(source: string, address: string): string | undefined {
  const [, name, rest = ''] = /^\$\{([A-Za-z_$][\w$]*)\}(.*)$/.exec(address) ?? [];
  const whole = name === undefined ? address : `${constant(source, name) ?? ''}${rest}`;
  const literal = /^https?:\/\/[\w.-]+(?::\d+)?(?=[/?#]|$)/i.exec(whole)?.[0];
  return literal?.toLowerCase();
}

/** The text that a constant of the file is given. */
function constant(source: string, name: string): string | undefined {
  const declared = new RegExp(
    `\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\s*=\\s*(['"\`])([^'"\`\\n]*)\\1`,
  );
  return declared.exec(source)?.[2];
}
