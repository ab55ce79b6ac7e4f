import { templates } from 'virtual:card-templates';
import type { Card } from '../project/card.ts';
import type { FunctionInputs } from '../types.ts';
import { render } from './render.ts';

/** A card and what it is for. */
export interface WantedCard extends Card {
  /** The template whose responses it shows; undefined for a card that shows any response. */
  readonly template: string | undefined;
  /** Whether it calls an endpoint's function. */
  readonly endpoint: boolean;
  /** What a card for any response sends. */
  readonly inputs: FunctionInputs;
}

/** The source of a card: an ES module in JSX with a final newline. */
export function renderCard(card: WantedCard): string {
  const { function: called, component, template, endpoint, inputs } = card;
  const own = `cards/${template}/card.jsx`;
  // A card that knows what to send calls the function when it opens. A card that has to ask waits for input.
  const asks = inputs.properties.length === 0 && inputs.parameters.length > 0;
  const path = own in templates ? own : `cards/${asks ? 'parameters' : 'any'}/card.jsx`;
  return render(templates, path, { function: called, component, endpoint, ...inputs });
}
