import type { Json } from '../types.ts';
import type { Journal, ProjectState, ShownFinding } from './events.ts';
import type { Served } from './project.ts';
import { stateOf } from './state.ts';

/** The served project; the first to look at it after a change tells the others. */
export interface LiveProject {
  readonly project: () => Served;
  readonly state: () => ProjectState;
  /** A function's fixture; null if it has none. */
  readonly fixtureOf: (name: string) => Json;
  /** Called when somebody opens the page: from then on findings of `check` are sent, again after each change. */
  readonly onPage: () => void;
}

/**
 * @param read gives the project as it is on disk
 * @param fixtureOf gives a function's fixture; null if it has none
 * @param signal ends what a check is waiting for
 */
export function openLiveProject(
  read: () => Served,
  fixtureOf: (name: string) => Json,
  journal: Journal,
  signal: AbortSignal,
): LiveProject {
  let told = read().stamp;
  let findings: readonly ShownFinding[] = [];
  let isWatched = false;
  const tellState = (served: Served): void =>
    journal.tell({ event: 'project', ...stateOf(served, fixtureOf, findings) });
  const check = async (): Promise<void> => {
    const { findingsOf } = await import('./findings.ts');
    const found = await findingsOf(read().project, signal);
    if (JSON.stringify(found) === JSON.stringify(findings)) return;
    findings = found;
    tellState(read());
  };
  const onPage = (): void => {
    isWatched = true;
    check().catch(({ message }: Error) => {
      journal.tell({
        event: 'warning',
        code: 'fault',
        message: read().redact.text(`The project could not be checked: ${message}`),
      });
    });
  };
  const project = (): Served => {
    const served = read();
    if (served.stamp === told) return served;
    told = served.stamp;
    tellState(served);
    if (isWatched) onPage();
    return served;
  };
  return { project, fixtureOf, state: () => stateOf(project(), fixtureOf, findings), onPage };
}
