import { readFileSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import path from 'node:path';
import { runInThisContext } from 'node:vm';
import { Button, LoadingButton } from '@hubspot/ui-extensions';
import { createRenderer } from '@hubspot/ui-extensions/testing';
import { buildSingleExtension } from '@hubspot/ui-extensions-dev-server/build';
import * as RemoteUI from '@remote-ui/react';
import React from 'react';
import { answer } from './answer.mjs';

register('./given-context-hook.mjs', import.meta.url);
const { runFunction } = await import('./run-function.mjs');

// What HubSpot's worker gives to a card.
Object.assign(globalThis, { self: globalThis, React, RemoteUI });

/**
 * Builds a card with HubSpot's bundler and renders the bundle with HubSpot's testing renderer: with the project's own
 * function, run by HubSpot's local runtime; with the response given here; and with a call that fails.
 */
answer(async ({ card, response, ...project }) => {
  const { bundle, warnings } = await build(card);
  const extension = load(bundle);
  const calls = [];
  const show = (respond) =>
    render(extension, (name, options) => {
      calls.push({ name, ...options });
      return respond(name, options);
    });
  return {
    warnings,
    own: await show((name, options) => ownResponse(project, name, options)),
    response: await show(async () => response),
    failed: await show(async () => {
      throw new Error('The function timed out.');
    }),
    calls,
  };
});

async function build(card) {
  const warnings = [];
  const { warn, error } = console;
  console.warn = (...values) => void warnings.push(values.join(' '));
  console.error = console.warn;
  const root = path.dirname(card);
  const outputDir = path.join(root, 'dist');
  try {
    await buildSingleExtension({
      file: path.basename(card),
      root,
      outputDir,
      codeCheckingPluginEnabled: true,
    });
    const name = `${path.parse(card).name}.js`;
    return { bundle: readFileSync(path.join(outputDir, name), 'utf8'), warnings };
  } finally {
    Object.assign(console, { warn, error });
    rmSync(outputDir, { recursive: true, force: true });
  }
}

/** Runs a bundle as HubSpot's worker does, and returns what the card gave to `hubspot.extend`. */
function load(bundle) {
  let extension;
  const worker = { __HUBSPOT_EXTENSION_WORKER__: true, extend_V2: (callback) => (extension = callback) };
  Object.assign(globalThis, worker);
  runInThisContext(bundle);
  delete globalThis.__HUBSPOT_EXTENSION_WORKER__;
  return extension;
}

/** What a card shows before its call, and after: the component tree as text. */
async function render(extension, serverless) {
  globalThis.serverless = serverless;
  const { render: show, mocks, getRootNode, maybeFind, waitFor } = createRenderer('crm.record.tab');
  show(React.createElement(() => extension({ context: mocks.context, actions: mocks.actions })));
  const before = String(getRootNode());
  maybeFind(LoadingButton)?.trigger('onClick');
  await waitFor(() => {
    if (String(getRootNode()) === before || isWaiting(maybeFind)) throw new Error('still waiting');
  });
  return { before, after: String(getRootNode()) };
}

function isWaiting(maybeFind) {
  const button = maybeFind(LoadingButton);
  return button === null ? maybeFind(Button) === null : button.props.loading;
}

/** A record's properties come from HubSpot: here they are made up, and the runtime is given its context. */
async function ownResponse(project, name, { parameters, propertiesToSend }) {
  const record = Object.fromEntries((propertiesToSend ?? []).map((property) => [property, '123']));
  const context = propertiesToSend && { parameters, propertiesToSend: record };
  const { response } = await runFunction({ ...project, name, parameters, context });
  return response;
}
