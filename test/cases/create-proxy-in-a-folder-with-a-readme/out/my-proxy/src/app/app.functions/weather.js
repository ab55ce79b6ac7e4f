/** The API to call: replace it with yours. */
const API_URL = 'https://api.example.com/v1/search';

/** How long to wait for it, in milliseconds. HubSpot stops a function after 15 seconds. */
const TIMEOUT_MS = 8000;

/** @typedef {import('../../../types/context').AppFunctionContext} Context */

/**
 * Calls another API and keeps the key for it on the server.
 *
 * @param {Context} context
 */
exports.main = async (context) => {
  const needed = {
    WEATHER_KEY: process.env.WEATHER_KEY,
    OTHER_KEY: process.env.OTHER_KEY,
  };
  const missing = Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length > 0) {
    console.error(`Not set: ${missing.join(', ')}`);
    return { error: `Not set: ${missing.join(', ')}` };
  }

  const apiKey = process.env.WEATHER_KEY;
  const query = context.parameters?.query;
  if (!query) {
    return { error: 'query is required' };
  }

  const url = new URL(API_URL);
  url.searchParams.set('query', String(query));
  try {
    const response = await fetch(url, {
      headers: { Accept: 'application/json', Authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    console.log(`${url.host} answered ${response.status}`);
    if (!response.ok) {
      return { error: `The API answered ${response.status}` };
    }
    return { result: await response.json() };
  } catch (error) {
    // Do not log the error's message: it can contain the header with the key.
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    console.error(`${url.host}: ${timedOut ? `no answer within ${TIMEOUT_MS} ms` : 'no answer'}`);
    return { error: 'Could not reach the API' };
  }
};
