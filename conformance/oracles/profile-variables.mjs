import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { answer } from './answer.mjs';

// The package does not export it.
const file = '../node_modules/@hubspot/project-parsing-lib/src/lib/profiles.js';
const { applyHsProfileVariables } = await import(pathToFileURL(path.join(import.meta.dirname, file)).href);

/** Puts the variables of a profile into a component, as HubSpot's parser does. */
answer(async ({ component, variables }) => {
  const [parsed] = applyHsProfileVariables([{ file: 'component', content: component }], { variables });
  return parsed.content;
});
