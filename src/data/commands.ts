/** The commands, for help and shell completion. */
export const commands = [
  {
    name: 'create',
    usage: 'npm create hs-function@latest [directory] -- [options]',
    summary: 'a new project, or one more function where a project is found',
  },
  {
    name: 'invoke',
    usage: 'npx create-hs-function invoke [function] [options]',
    summary: 'run a function of this project once, as HubSpot would',
  },
  {
    name: 'completion',
    usage: 'npx create-hs-function completion <bash|zsh|fish|powershell>',
    summary: 'print a script that completes options in your shell',
  },
] as const;

/** What each exit code means. */
export const codeMeanings = [
  { code: 0, meaning: 'done, or nothing to do' },
  { code: 1, meaning: 'a fault of this program; the disk is as before' },
  { code: 2, meaning: 'unusable or missing input; the disk is as before' },
  { code: 3, meaning: 'conflict: something in the way that would be lost or clash; the disk is as before' },
  { code: 4, meaning: 'the files are in place, the install failed' },
  { code: 5, meaning: 'the files are in place, the invocation failed' },
  { code: 130, meaning: 'interrupted (143: terminated); what was made so far is whole' },
] as const;

/** Words that name a command; a directory of that name is written `./invoke`. */
export const commandNames = ['invoke', 'completion'] as const;
