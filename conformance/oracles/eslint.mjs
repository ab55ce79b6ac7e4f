import path from 'node:path';
import js from '@eslint/js';
import { config } from '@hubspot/eslint-config-ui-extensions';
import { ESLint } from 'eslint';
import react from 'eslint-plugin-react';
import reactHooks from 'eslint-plugin-react-hooks';
import { answer } from './answer.mjs';

/** HubSpot's rules for UI extensions, with those of ESLint and React that its documentation recommends beside them. */
const rules = [
  js.configs.recommended,
  react.configs.flat.recommended,
  react.configs.flat['jsx-runtime'],
  { settings: { react: { version: '18.3' } }, rules: { 'react/prop-types': 'off' } },
  ...config,
  reactHooks.configs.flat['recommended-latest'],
];

/** What ESLint says about a card. */
answer(async ({ card }) => {
  const eslint = new ESLint({ cwd: path.dirname(card), overrideConfigFile: true, overrideConfig: rules });
  const results = await eslint.lintFiles([path.basename(card)]);
  return results.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`));
});
