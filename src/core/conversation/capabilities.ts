type Environment = Readonly<Record<string, string | undefined>>;

/** What is known of an output stream and the surroundings it is shown in. */
export interface StreamFacts {
  readonly isTerminal: boolean;
  /** Does the terminal itself know at least 16 colours? */
  readonly knowsColours: boolean;
  /** False where `--no-color` is given. */
  readonly color: boolean | undefined;
  readonly env: Environment;
  /** `process.platform`. */
  readonly system: string;
}

/** What may be written to a stream. */
export interface Capabilities {
  readonly colour: boolean;
  /** Can it show more than ASCII? */
  readonly unicode: boolean;
  /** May the cursor be moved and a line be written anew? Not in files, on dumb terminals, or for a screen reader. */
  readonly redraw: boolean;
}

/**
 * What may be written to a stream. `NO_COLOR` and `--no-color` switch cursor codes off as well; `FORCE_COLOR` speaks
 * for terminals only: what goes to a file or another program is text.
 * Sources: no-color.org, force-color.org, and the terminals that `is-unicode-supported` 2.1 names for Windows.
 */
export function capabilitiesOf(facts: StreamFacts): Capabilities {
  const { isTerminal, env, color } = facts;
  const redraw =
    isTerminal && color !== false && !isSet(env.NO_COLOR) && env.TERM !== 'dumb' && !isOn(env.ACCESSIBLE);
  return { colour: hasColour(facts), unicode: showsUnicode(facts), redraw };
}

function hasColour({ isTerminal, knowsColours, color, env }: StreamFacts): boolean {
  if (!isTerminal || color === false || isSet(env.NO_COLOR)) return false;
  if (env.FORCE_COLOR !== undefined) return !isOff(env.FORCE_COLOR);
  return knowsColours && env.TERM !== 'dumb';
}

function showsUnicode({ env, system }: StreamFacts): boolean {
  if (system === 'win32') {
    return (
      isSet(env.WT_SESSION) ||
      isSet(env.TERMINUS_SUBLIME) ||
      env.ConEmuTask === '{cmd::Cmder}' ||
      env.TERM_PROGRAM === 'vscode' ||
      env.TERM_PROGRAM === 'Terminus-Sublime' ||
      env.TERM === 'xterm-256color' ||
      env.TERM === 'alacritty' ||
      env.TERMINAL_EMULATOR === 'JetBrains-JediTerm'
    );
  }
  if (env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
  return /utf-?8/i.test(locale);
}

/**
 * May questions be asked? Only of a person who sees them and can answer: with both ends on a terminal, not in CI,
 * and neither `--yes` nor `--json`. An empty `CI` counts as none.
 */
export function mayAsk(facts: {
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly env: Environment;
  readonly yes: boolean;
  readonly json: boolean;
}): boolean {
  const isCi = isSet(facts.env.CI) && !isOff(facts.env.CI);
  return !facts.yes && !facts.json && !isCi && facts.stdoutIsTerminal && facts.stdinIsTerminal;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function isOff(value: string | undefined): boolean {
  return value === '0' || value?.toLowerCase() === 'false';
}

function isOn(value: string | undefined): boolean {
  return isSet(value) && !isOff(value);
}
