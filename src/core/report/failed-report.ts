import { exitCodes, type Problem } from '../../errors.ts';
import type { Report } from '../../types.ts';
import { skippedInstall } from './report.ts';

/** What a run had found out when it stopped. */
export type Known = Pick<Report, 'mode' | 'project'>;

/** The report of a run that stopped before anything was written. */
export function failedReport(problem: Problem, known: Known): Report {
  const { hint, missing, conflicts } = problem.details;
  return {
    ...emptyReport(problem.exit, known),
    error: {
      code: problem.code,
      message: problem.message,
      ...(hint === undefined ? {} : { hint }),
      ...(missing === undefined ? {} : { missing }),
      ...(conflicts === undefined ? {} : { conflicts }),
    },
  };
}

/** The report of a fault of this program: what was thrown, with its stack, since only its authors can mend it. */
export function faultReport(fault: unknown, known: Known): Report {
  const cause = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  const hint = 'Please report it with the lines above.';
  const message = `This is a fault of create-hs-function, not yours.\n${cause}`;
  return { ...emptyReport(exitCodes.fault, known), error: { code: 'fault', message, hint } };
}

function emptyReport(code: number, { mode, project }: Known): Report {
  return {
    ok: false,
    code,
    mode,
    project,
    changes: [],
    install: skippedInstall('npm'),
    invocations: [],
    warnings: [],
    next: [],
    command: '',
  };
}
