import { send } from './channel.ts';
import { log } from './logs.ts';
import { end, isReported, phase, report, settledOutcome } from './outcome.ts';
import { describe } from './thrown.ts';

/** Reports what ends a process otherwise than by an answer: errors that nobody catches, `process.exit`, nothing to do. */
export function watchProcess(): void {
  process.on('uncaughtException', onError(false));
  process.on('unhandledRejection', onError(true));
  process.on('warning', ({ name, message }) => log('WARN', `${name}: ${message}`));
  process.on('beforeExit', () => {
    if (settledOutcome() === undefined) report({ kind: 'never-settled', phase: phase() });
    end();
  });
  const exit = process.exit;
  process.exit = (code) => {
    const stack = new Error().stack ?? '';
    report({ kind: 'exited', exitCode: Number(code ?? process.exitCode ?? 0), stack });
    process.on('exit', end);
    return exit.call(process, code);
  };
}

function onError(rejection: boolean): (thrown: unknown) => void {
  return (thrown) => {
    if (isReported()) {
      send({ kind: 'late', thrown: describe(thrown) });
      return;
    }
    const settled = settledOutcome();
    // An error of the handler itself says more than what it leaves behind.
    if (settled !== undefined && settled.kind !== 'returned') return;
    report({ kind: 'uncaught', rejection, thrown: describe(thrown) });
    end();
  };
}
