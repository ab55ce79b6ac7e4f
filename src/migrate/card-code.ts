/** A call of `hubspot.fetch`; its origin is undefined if the address is built at run time. */
interface FetchCall {
  readonly origin: string | undefined;
  /** Counts from 1. */
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

/** The string that a constant of the file is set to. */
function constant(source: string, name: string): string | undefined {
  const declared = new RegExp(
    `\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\s*=\\s*(['"\`])([^'"\`\\n]*)\\1`,
  );
  return declared.exec(source)?.[2];
}

/** Lines that use `runServerlessFunction`, which still works and is deprecated (types of `@hubspot/ui-extensions` 0.17.0). */
export function deprecatedCalls(source: string): readonly number[] {
  return linesWith(source, /\brunServerlessFunction\b/);
}

/** Does a card's entry import `hubspot`? If not, HubSpot's dev server warns that it will not render (2.1.2). */
export function importsHubspot(source: string): boolean {
  return /\bhubspot\b[^;]*?\bfrom\s*['"]@hubspot\/ui-extensions['"]/.test(source);
}

/** Files that a card's code loads by a relative path, with the line of each. */
export function relativeImports(
  source: string,
): readonly { readonly specifier: string; readonly line: number }[] {
  const loading = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*['"](\.{1,2}\/[^'"\n]*)['"]/g;
  return Array.from(source.matchAll(loading), ({ index, 1: specifier = '' }) => ({
    specifier,
    line: source.slice(0, index).split('\n').length,
  }));
}

function linesWith(source: string, pattern: RegExp): readonly number[] {
  return source.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}
