// Calls a function of a 2023.2 project once in HubSpot's own local runtime, as `hs project dev` does.
const { createRequire } = require('node:module');

const [, , conformance, app, name] = process.argv;
const { executeFunction } = createRequire(`${conformance}/package.json`)('@hubspot/app-functions-dev-server');

const silent = () => {};
const logger = { info: silent, warn: silent, error: silent, debug: silent, log: silent };
const options = {
  accountId: 1,
  app: { path: app },
  functionTimeoutMs: 15_000,
  logger,
  platformVersion: '2023.2',
};
executeFunction(options, name, { parameters: {} }, (response) => {
  console.log(JSON.stringify(response));
}).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
