import { appendLines, editDotenv } from '../edit/edit-dotenv.ts';

/** The `.env` text with the values from `environment` added. Names that already exist keep their values. */
export function withValues(path: string, text: string, values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([name, value]) => ({
    name,
    placeholder: dotenvValue(value),
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

/** A value in a form that both `dotenv` and Node understand, quoted if necessary; empty if no quotes fit. */
function dotenvValue(value: string): string {
  if (/^[\w./:@+,-]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((one) => !value.includes(one) && !(one === '"' && /[\\\n]/.test(value)));
  return quote === undefined ? '' : `${quote}${value}${quote}`;
}
