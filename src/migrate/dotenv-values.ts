import { appendLines, editDotenv, everyDotenvValue } from '../edit/edit-dotenv.ts';
import { refusal } from '../messages/messages.ts';

/**
 * The `.env` text with the values from `environment` added. Names that already exist keep their values.
 * @throws Problem `environment-value` (code 3) for a name or value that a `.env` cannot have; as `editDotenv`
 */
export function withValues(path: string, text: string, values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([name, value]) => ({
    name,
    placeholder: dotenvValue(name, value),
    comment: `From "environment" in serverless.json. HubSpot needs it too: hs secret add ${name}`,
  }));
  return editDotenv(path, text, 'Values for runs on this machine. Keep this file out of git.', entries);
}

/** The `.env.example` text with these names added, one `NAME=` per line. */
export function withNames(text: string, names: readonly string[]): string {
  const present = new Set(
    [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=/gm)].map(([, name]) => name),
  );
  const missing = [...new Set(names)].filter((name) => !present.has(name));
  return appendLines(
    text,
    missing.map((name) => `${name}=`),
    false,
  );
}

/** A value in a form that both `dotenv` and Node understand, quoted if necessary. */
function dotenvValue(name: string, value: string): string {
  const quotes = /^[\w./:@+,-]*$/.test(value) ? [''] : ["'", '"', '`'];
  const written = quotes.map((quote) => `${quote}${value}${quote}`);
  const kept = written.find((one) => {
    const read = everyDotenvValue(`${name}=${one}\n`);
    return read.length === 2 && read.every(([key, item]) => key === name && item === value);
  });
  if (kept === undefined) throw refusal('environment-value', { name }, { conflicts: [name] });
  return kept;
}
