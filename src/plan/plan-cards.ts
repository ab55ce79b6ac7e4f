import { slug } from '../answers/names.ts';
import { cardDependencies, cardOf } from '../project/card.ts';
import { cardFile, type Layout, type ProjectPaths } from '../project/layout.ts';
import type { Answers, ExistingFunction, FunctionInputs, JsonItem, PlannedFile, Project } from '../types.ts';
import { type FolderFacts, installFiles, packageFile, registrationFile } from './json-file.ts';
import type { WantedCard } from './render-card.ts';

/** All new cards: for new functions and for existing ones. */
export function wantedCards({
  functions,
  cards,
}: Pick<Answers, 'functions' | 'cards'>): readonly WantedCard[] {
  const called = functions.filter(({ card }) => card);
  return [
    ...called.map((one) => wantedCard(one, one.template, undefined)),
    ...cards.map(({ function: one, template, inputs }) => wantedCard(one, template, inputs)),
  ];
}

function wantedCard(
  { name, endpoint }: Pick<ExistingFunction, 'name' | 'endpoint'>,
  template: string | undefined,
  inputs: FunctionInputs = { properties: [], parameters: [] },
): WantedCard {
  return { ...cardOf(name), template, endpoint: endpoint !== undefined, inputs };
}

/** What to plan, and where it goes. */
export interface PlanTask {
  readonly folderFacts: FolderFacts;
  readonly answers: Answers;
  readonly layout: Layout;
  readonly place: ProjectPaths;
  /** The project to add to, or undefined if a new one is created. */
  readonly project: Project | undefined;
}

/** The files of all new cards: their configuration and source, and their shared `package.json`. */
export async function cardFiles(task: PlanTask): Promise<readonly PlannedFile[]> {
  const { answers, layout, place, project, folderFacts } = task;
  const cards = wantedCards(answers);
  if (cards.length === 0) return [];
  const { renderCard } = await import('./render-card.ts');
  const { cardsDirectory } = place;
  const present = new Set(project?.cards.map(({ configFile }) => configFile));
  const name = `${slug(answers.app).toLowerCase() || 'app'}-cards`;
  return [
    ...cards.flatMap((card): readonly PlannedFile[] => {
      const registration = layout.registerCard(place, card);
      // If any card for the function will do, an existing one is enough.
      const kind = card.template === undefined && present.has(registration.path) ? 'starter' : 'source';
      return [registrationFile(registration), { path: cardFile(place, card), kind, text: renderCard(card) }];
    }),
    packageFile(cardsDirectory, { name, version: '1.0.0', private: true, type: 'module' }, cardDependencies),
    ...(folderFacts.isMember?.(cardsDirectory) ? [] : installFiles(cardsDirectory, answers.packageManager)),
  ];
}

/** The entries that these cards need in the app's file, without cards that it already lists in some form. */
export function cardItems({ answers, layout, place, project }: PlanTask): readonly JsonItem[] {
  const { cardsOfApp } = layout;
  if (cardsOfApp === undefined) return [];
  const listed = new Set(project?.cards.map(({ configFile }) => configFile));
  return wantedCards(answers)
    .map((card) => layout.registerCard(place, card).path)
    .filter((configFile) => !listed.has(configFile))
    .map((configFile) => ({ at: cardsOfApp.at, item: cardsOfApp.entry(place.appFile, configFile) }));
}
