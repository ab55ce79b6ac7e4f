import { register } from 'node:module';
import { answer } from './answer.mjs';

// The runtime serves no endpoint and builds no context for one: that is given to it.
register('./given-context-hook.mjs', import.meta.url);
const { runFunction } = await import('./run-function.mjs');

answer(({ sourceDirectory, platformVersion, name, parameters, context }) =>
  runFunction({ sourceDirectory, platformVersion, name, parameters, context }),
);
