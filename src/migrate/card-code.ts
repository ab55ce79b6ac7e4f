import { positions } from '../check/positions.ts';

const call = /\bhubspot\s*\.\s*fetch\s*\(\s*(?:(['"`])([^'"`\n]*)|([A-Za-z_$][\w$]*))?/g;
const declaration = /\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*(['"`])([^'"`\n]*)\2/g;

/**
 * The origins that a card's code passes to `hubspot.fetch`, with the line of each call; the app must permit them. The origin
 * is known for a literal, and for a constant of the same file that is a literal, also at the start of a template. For any
 * other address it is undefined.
 */
export function fetchCalls(source: string) {
  const place = positions(source);
  const declared = Array.from(
    source.matchAll(declaration),
    ([, name = '', , text = '']) => [name, text] as const,
  );
  // If a name is declared more than once, the first declaration counts.
  const constants = new Map(declared.reverse());
  return Array.from(source.matchAll(call), ({ index, 2: literal, 3: name }) => {
    const address = literal ?? (name === undefined ? undefined : constants.get(name));
    return {
      origin: address === undefined ? undefined : originOf(address, constants),
      line: place(index).line,
    };
  });
}

function originOf(address: string, constants: ReadonlyMap<string, string>): string | undefined {
  const [, name, rest = ''] = /^\$\{([A-Za-z_$][\w$]*)\}(.*)$/.exec(address) ?? [];
  const whole = name === undefined ? address : `${constants.get(name) ?? ''}${rest}`;
  const literal = /^https?:\/\/[\w.-]+(?::\d+)?(?=[/?#]|$)/i.exec(whole)?.[0];
  return literal?.toLowerCase();
}

/** Lines that use `runServerlessFunction`. It still works but is deprecated (types of `@hubspot/ui-extensions` 0.17.0). */
export function deprecatedCalls(source: string): readonly number[] {
  const lines = source.split('\n');
  return lines.flatMap((line, index) => (/\brunServerlessFunction\b/.test(line) ? [index + 1] : []));
}

/**
 * Whether a card's entry file imports `hubspot`. Without it, HubSpot's dev server (2.1.2) warns that the card will not
 * render.
 */
export function importsHubspot(source: string): boolean {
  const beforeName = source.split(/['"]@hubspot\/ui-extensions['"]/).slice(0, -1);
  return beforeName.some((text) => {
    const statement = text.slice(text.lastIndexOf(';') + 1);
    return /\bfrom\s*$/.test(statement) && /\bhubspot\b/.test(statement);
  });
}

/** Files that a card's code loads by a relative path, with the line of each import. */
export function relativeImports(source: string) {
  const place = positions(source);
  const loading = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*['"](\.{1,2}\/[^'"\n]*)['"]/g;
  return Array.from(source.matchAll(loading), ({ index, 1: specifier = '' }) => ({
    specifier,
    line: place(index).line,
  }));
}
