import type { Json } from '../types.ts';
import type { Journal, ProjectState, ShownFinding } from './events.ts';
import type { Served } from './project.ts';
import { stateOf } from './state.ts';

/** The served project. A change is noticed, and told to all, when somebody next asks for the project. */
export interface LiveProject {
  readonly project: () => Served;
  readonly state: () => ProjectState;
  /** A function's fixture; null if it has none. */
  readonly fixtureOf: (name: string) => Json;
  /** To be called when somebody opens the page: findings of `check` are sent then, and again after each change. */
  readonly onPage: () => void;
}

/**
 * @param read returns the project as it is on disk
 * @param fixtureOf returns a function's fixture, or null if the function does not have one
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
      const { text } = read().redact;
      journal.tell({
        event: 'warning',
        code: 'fault',
        message: text(`The project could not be checked: ${message}`),
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
