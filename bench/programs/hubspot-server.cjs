'use strict';
// Serves HubSpot's local runtime on its own route. `hs project dev` serves functions to cards this way, but needs an
// account.
const http = require('node:http');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const [conformance, app, port] = process.argv.slice(2);
const service =
  'node_modules/@hubspot/ui-extensions-dev-server/dist/lib/serverless/services/AppFunctionExecutionService.js';
const logger = { debug() {}, info() {}, warn() {}, error() {} };

import(pathToFileURL(path.join(conformance, service)).href).then(async ({ AppFunctionExecutionService }) => {
  const functions = {
    accountId: 1,
    app: { path: app },
    functionTimeoutMs: 15_000,
    logger,
    platformVersion: '2025.1',
  };
  http.createServer(await AppFunctionExecutionService(functions)).listen(Number(port), '127.0.0.1');
});
