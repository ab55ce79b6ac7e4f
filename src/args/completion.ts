import { rules } from 'virtual:rules';
import { parseChoice } from '../answers/choices.ts';
import { type CommandName, commandNames, commands } from '../data/commands.ts';
import type { OptionRow, OptionTable } from '../data/options.ts';
import { groupBy } from '../group-by.ts';
import { refusal } from '../messages/messages.ts';
import { choicesOf } from './help.ts';
import { formsOf } from './parse-args.ts';

interface Flag {
  readonly flag: string;
  readonly summary: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
  readonly path: OptionRow['path'];
}

const writers = { bash, zsh, fish, powershell } as const;

const completionShells = Object.keys(writers) as (keyof typeof writers)[];

/**
 * A script that completes this program's commands, options and option values in a shell, generated from the option table.
 * @throws Problem (code 2) if no shell is given, or the shell is not supported
 */
export function completionScript(shell: string | undefined): string {
  if (shell === undefined) {
    throw refusal('missing-options', { shells: completionShells }, { missing: ['shell'] });
  }
  const parsed = parseChoice(shell, 'shell', completionShells);
  if ('problem' in parsed) throw refusal('invalid-value', { faults: [parsed] });
  const [create, ...others] = commands;
  const withOptions = others.filter(({ name }) => name !== 'completion').map(completed);
  return writers[parsed.value as keyof typeof writers](completed(create), withOptions);
}

/** A command with its options. `completion` is not one of them: it is followed by a shell's name. */
interface Completed {
  readonly name: CommandName;
  readonly flags: readonly Flag[];
}

function completed({ name, options }: (typeof commands)[number]): Completed {
  return { name, flags: flags(options) };
}

function flags(table: OptionTable): readonly Flag[] {
  return Object.entries(table).flatMap(([name, row]) => {
    const isRule = name === 'rule' || name === 'explain';
    const values = isRule ? rules.map(({ id }) => id) : choicesOf(row.choices).map(({ value }) => value);
    const takesValue = row.kind !== 'switch' && row.kind !== 'optional-number';
    return formsOf(name, row).map((form) => ({
      flag: `--${form.name}`,
      summary: form.summary,
      takesValue,
      values,
      path: row.path,
    }));
  });
}

/** All options that take a value, without duplicates. Of options with the same name, one with a list of values wins. */
function withValues(all: readonly Completed[]): readonly Flag[] {
  const byFlag = new Map<string, Flag>();
  for (const one of all.flatMap(({ flags }) => flags)) {
    if (one.takesValue && (one.values.length > 0 || !byFlag.has(one.flag))) byFlag.set(one.flag, one);
  }
  return [...byFlag.values()];
}

function bash(create: Completed, others: readonly Completed[]): string {
  const list = ({ flags }: Completed) => flags.map(({ flag }) => flag).join(' ');
  const branches = others.map(
    (command) => `  elif [ "\${COMP_WORDS[1]}" = ${command.name} ] && [ "$COMP_CWORD" -gt 1 ]; then
    COMPREPLY=($(compgen -W '${list(command)}' -- "$current"))
`,
  );
  const files = { file: '-f', folder: '-d' };
  const byCandidates = groupBy(withValues([create, ...others]), ({ values, path }) =>
    path === undefined ? `-W '${values.join(' ')}'` : files[path],
  );
  const cases = [...byCandidates].map(
    ([candidates, same]) => `    ${same.map(({ flag }) => flag).join('|')})
      COMPREPLY=($(compgen -P "$prefix" ${candidates} -- "$current")); return ;;`,
  );
  return `# bash completion of create-hs-function; add to ~/.bashrc: eval "$(npx create-hs-function completion bash)"
_create_hs_function() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local prefix=
  if [[ "$current" == --*=* ]]; then
    prefix="\${current%%=*}=" previous="\${current%%=*}" current="\${current#*=}"
  elif [ "$current" = = ]; then current= # bash breaks a word at =
  elif [ "$previous" = = ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$previous" in
${cases.join('\n')}
  esac
  if [ "\${COMP_WORDS[1]}" = completion ]; then
    COMPREPLY=($(compgen -W '${completionShells.join(' ')}' -- "$current"))
${branches.join('')}  elif [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commandNames.join(' ')} ${list(create)}' -- "$current") $(compgen -d -- "$current"))
  else
    COMPREPLY=($(compgen -W '${list(create)}' -- "$current"))
  fi
}
complete -F _create_hs_function create-hs-function
`;
}

function zsh(create: Completed, others: readonly Completed[]): string {
  const actions = { file: '_files', folder: '_files -/' };
  const specs = ({ flags }: Completed) =>
    flags.map(({ flag, summary, takesValue, values, path }) => {
      const text = summary.replace(/[[\]:']/g, ' ');
      const action = path === undefined ? `(${values.join(' ')})` : actions[path];
      return `      '*${flag}${takesValue ? '=' : ''}[${text}]${takesValue ? `:value:${action}` : ''}'`;
    });
  const branches = others.map(
    (command) => `  elif [[ \${words[2]} == ${command.name} ]]; then
    _arguments '1:command:(${commandNames.join(' ')})' '2:function:()' \\
${specs(command).join(' \\\n')}
`,
  );
  return `#compdef create-hs-function
# zsh completion of create-hs-function; add to ~/.zshrc after compinit: eval "$(npx create-hs-function completion zsh)"
_create_hs_function() {
  if [[ \${words[2]} == completion ]]; then
    _arguments '2:shell:(${completionShells.join(' ')})'
${branches.join('')}  else
    _arguments '1:directory or command: _alternative "commands:command:(${commandNames.join(' ')})" "directories:directory:_files -/"' \\
${specs(create).join(' \\\n')}
  fi
}
compdef _create_hs_function create-hs-function
`;
}

function inQuotes(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

function fish(create: Completed, others: readonly Completed[]): string {
  const head = 'complete -c create-hs-function';
  const folders = { file: ' -r', folder: " -x -a '(__fish_complete_directories)'" };
  const condition = (name: string) =>
    name === 'create'
      ? `-n 'not __fish_seen_subcommand_from ${commandNames.join(' ')}'`
      : `-n '__fish_seen_subcommand_from ${name}'`;
  const line = (command: string, { flag, summary, takesValue, values, path }: Flag) => {
    const value = path === undefined ? ` -x -a '${values.join(' ')}'` : folders[path];
    return `${head} ${condition(command)} -l ${flag.slice(2)} -d ${inQuotes(summary)}${takesValue ? value : ''}`;
  };
  const commandLines = commands
    .slice(1)
    .map(({ name, summary }) => `${head} -n __fish_use_subcommand -a ${name} -d ${inQuotes(summary)}`);
  return [
    '# fish completion of create-hs-function; save as ~/.config/fish/completions/create-hs-function.fish',
    ...commandLines,
    `${head} -f -n '__fish_seen_subcommand_from completion' -a '${completionShells.join(' ')}'`,
    ...[create, ...others].flatMap(({ name, flags }) => flags.map((flag) => line(name, flag))),
    '',
  ].join('\n');
}

function powershell(create: Completed, others: readonly Completed[]): string {
  const list = (words: readonly (string | Flag)[]) =>
    words.map((one) => `'${typeof one === 'string' ? one : one.flag}'`).join(', ');
  const values = withValues([create, ...others]).map((one) => `    '${one.flag}' = @(${list(one.values)})`);
  const branches = others.map(
    ({ name, flags }) => `    elseif ($given.Count -gt 1 -and $given[1] -eq '${name}') { @(${list(flags)}) }
`,
  );
  return `# PowerShell completion of create-hs-function; add to $PROFILE: npx create-hs-function completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName create-hs-function -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $given = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
  $previous = if ($wordToComplete -eq '') { $given[-1] } elseif ($given.Count -gt 1) { $given[-2] } else { '' }
  $prefix = ''
  if ($wordToComplete -match '^(--[\\w-]+)=(.*)$') {
    $previous = $Matches[1]
    $prefix = "$previous="
    $wordToComplete = $Matches[2]
  }
  $values = @{
${values.join('\n')}
  }
  $candidates = if ($values.ContainsKey($previous)) { $values[$previous] }
    elseif ($given.Count -gt 1 -and $given[1] -eq 'completion') { @(${list(completionShells)}) }
${branches.join('')}    else { @(${list(commandNames)}, ${list(create.flags)}) }
  $candidates | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new("$prefix$_", $_, 'ParameterValue', $_)
  }
}
`;
}
