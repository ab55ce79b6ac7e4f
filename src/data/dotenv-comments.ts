/** The comments that this program writes into `.env` files. */
export const dotenvComments = {
  values: 'Values for local runs. Never commit this file.',
  example: 'Copy this file to .env and set your values there. Never put real values in this file.',
  token: "The app's access token: on its Auth tab in HubSpot, once the app is installed",
  secret: 'In HubSpot: hs secret add ',
} as const;

/**
 * Whether a line is one of these comments.
 * @param names of the file's variables
 */
export function isOwnComment(line: string, names: ReadonlySet<string>): boolean {
  const { secret, ...whole } = dotenvComments;
  const text = line.trim().replace(/^# /, '');
  if (text === line.trim()) return false;
  if (text.startsWith(secret)) return names.has(text.slice(secret.length));
  return Object.values<string>(whole).includes(text);
}
