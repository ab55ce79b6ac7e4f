import http from 'node:http';
import { answer } from './answer.mjs';
import { recorder } from './recorder.mjs';

const library = new URL('./lib/', import.meta.resolve('@hubspot/ui-extensions-dev-server'));
const { AppFunctionExecutionService } = await import(
  new URL('serverless/services/AppFunctionExecutionService.js', library)
);
const { AppProxyService } = await import(new URL('proxy/AppProxyService.js', library));
const { default: cmsData } = await import('@hubspot/serverless-dev-runtime/lib/data.js');
const { default: express } = await import('express');
const { default: bodyParser } = await import('body-parser');

/** Answers what a card or a caller of a CMS function asks, as HubSpot's own servers for development do. */
answer(async ({ kind, ...task }) => {
  switch (kind) {
    case 'call by name':
      return byName(task);
    case 'hubspot.fetch':
      return proxied(task);
    case 'CMS request':
      return cmsContext(task);
  }
});

/** A call of a function by its name, answered by the route of the local runtime. */
async function byName({ appPath, platformVersion, body }) {
  const service = await AppFunctionExecutionService({
    accountId: 1,
    app: { path: appPath },
    functionTimeoutMs: 15_000,
    logger: recorder().logger,
    platformVersion,
  });
  return onServer(service, (url) => post(`${url}/action/function/1`, body));
}

/** A request of `hubspot.fetch`, sent on as `local.json` says. */
async function proxied({ mapping, request }) {
  const service = AppProxyService({ localDevUrlMapping: mapping, logger: recorder().logger, accountId: 1 });
  return onServer(service, (url) => post(`${url}/proxy`, request));
}

/** The context that the runtime for CMS functions makes of a request. */
async function cmsContext({ folder, method, target, headers, body }) {
  const app = express();
  app.use(bodyParser.json(), bodyParser.urlencoded({ extended: true }));
  app.set('trust proxy', true);
  app.use(async (request, response) => {
    response.json(await cmsData.getFunctionDataContext(request, folder, [], 77, false));
  });
  return onServer(app, (url) => send(url + target, { method, headers }, body));
}

async function onServer(handler, use) {
  const server = http.createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function post(url, body) {
  return send(url, { method: 'POST', headers: { 'content-type': 'application/json' } }, JSON.stringify(body));
}

function send(url, options, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { ...options, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode, json: JSON.parse(text) }));
    });
    request.on('error', reject).end(body);
  });
}
