/** Longest report that is kept, in characters. */
const longest = 20_000;

/** What V8 and Node begin to write on standard error when they give up. */
const beginning =
  /^(?:<--- Last few GCs --->|FATAL ERROR:|#\s*\n# Fatal error|----- Native stack trace -----| ?\d+: 0x[\da-f]+ )/m;

/** Tells a crash's report apart from what a function writes on standard error. */
export interface CrashReport {
  /** Takes a piece of standard error, and gives back what the function wrote. */
  readonly piece: (text: string) => string;
  readonly text: () => string;
}

export function crashReport(): CrashReport {
  let report = '';
  const piece = (text: string): string => {
    if (report !== '') {
      report = (report + text).slice(0, longest);
      return '';
    }
    const start = beginning.exec(text)?.index;
    if (start === undefined) return text;
    report = text.slice(start, start + longest);
    return text.slice(0, start).replace(/^\n+$/, '');
  };
  return { piece, text: () => report };
}
