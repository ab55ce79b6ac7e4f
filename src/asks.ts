import { mayAsk } from './core/conversation/capabilities.ts';
import type { World } from './world.ts';

/** May this run ask? Standard input is looked at only where that decides. */
export function asks(
  { yes = false, json = false }: { readonly yes?: boolean; readonly json?: boolean },
  { terminal, env }: World,
): boolean {
  return mayAsk({
    get stdinIsTerminal() {
      return terminal.stdin.isTTY === true;
    },
    stdoutIsTerminal: terminal.stdout.isTerminal,
    env,
    yes,
    json,
  });
}
