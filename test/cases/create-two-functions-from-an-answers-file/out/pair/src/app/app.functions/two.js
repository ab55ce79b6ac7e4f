/** @typedef {import('../../../types/context').EndpointContext} Context */

/**
 * Takes an order, from the query (?item=lamp&quantity=2)
 * or as a JSON body ({"item": "lamp", "quantity": 2}).
 * Anyone with the URL can call it: check everything that comes in.
 *
 * @param {Context} context
 */
exports.main = async (context) => {
  const body = parseBody(context.body);
  if (body === undefined) {
    return { statusCode: 400, body: { errors: ['The body is not valid JSON'] } };
  }

  const item = body.item ?? first(context.params?.item);
  const quantity = Number(body.quantity ?? first(context.params?.quantity) ?? 1);

  const errors = [];
  if (typeof item !== 'string' || item.trim() === '') {
    errors.push('item is required');
  }
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 100) {
    errors.push('quantity must be a whole number from 1 to 100');
  }
  if (errors.length > 0) {
    console.warn(`Rejected: ${errors.join(', ')}`);
    return { statusCode: 400, body: { errors } };
  }

  console.log(`${context.method}: ${quantity} of ${item}`);
  return { statusCode: 200, body: { item, quantity } };
};

/**
 * The fields of a JSON body, parsed or as text; undefined if the text is not valid JSON.
 *
 * @param {unknown} body
 * @returns {Record<string, unknown> | undefined}
 */
function parseBody(body) {
  try {
    const value = typeof body === 'string' && body !== '' ? JSON.parse(body) : body;
    return Object(value) === value ? value : {};
  } catch {
    return undefined;
  }
}

/**
 * A query parameter is a list in HubSpot, and a single value in some local runtimes.
 *
 * @param {string | string[] | undefined} value
 */
function first(value) {
  return Array.isArray(value) ? value[0] : value;
}
