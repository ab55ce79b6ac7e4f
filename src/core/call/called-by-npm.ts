/** Was this program called in a way in which npm takes options for its own that do not stand behind a `--`? */
export function isCalledByNpm(env: Readonly<Record<string, string | undefined>>): boolean {
  const byNpm = env.npm_config_user_agent?.startsWith('npm/') ?? false;
  return byNpm && (env.npm_command === 'init' || env.npm_lifecycle_event === 'npx');
}
