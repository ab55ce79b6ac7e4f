/** What to call: change it to the API that you need. */
const API_URL = 'https://api.example.com/v1/search';

/** Milliseconds to wait for it. HubSpot stops a function after 15 seconds. */
const TIMEOUT_MS = 8000;

/**
 * What HubSpot hands to an app function.
 *
 * @typedef {object} Context
 * @property {{ userId: number, email: string, locale: string }} [user] Who is signed in.
 * @property {number} [portalId] The HubSpot account.
 * @property {Record<string, unknown>} [propertiesToSend] CRM properties that the caller asked for.
 * @property {Record<string, unknown>} [parameters] What the caller sent, if anything.
 */

/**
 * Asks an outside API, and keeps the key for it on the server.
 *
 * @param {Context} context
 */
exports.main = async (context) => {
  const needed = ['OTHER_KEY'];
  const missing = needed.filter((name) => !process.env[name]);
  if (missing.length > 0) {
    console.error(`Not set: ${missing.join(', ')}`);
    return { error: `Not set: ${missing.join(', ')}` };
  }

  const apiKey = process.env.WEATHER_KEY;
  if (!apiKey) {
    console.error('WEATHER_KEY is not set: add it to .env, and in HubSpot by `hs secret add WEATHER_KEY`.');
    return { error: 'WEATHER_KEY is not set.' };
  }

  const query = context.parameters?.query;
  if (!query) {
    return { error: 'Say what to look for: send the parameter query.' };
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
      return { error: `The API answered ${response.status}.` };
    }
    return { result: await response.json() };
  } catch (error) {
    // Not its message: that can quote the header with the key.
    const timedOut = error.name === 'TimeoutError';
    const reason = timedOut ? `no answer within ${TIMEOUT_MS} ms` : error.cause?.code ?? error.name;
    console.error(`${url.host}: ${reason}`);
    return { error: `The API could not be asked: ${reason}` };
  }
};
