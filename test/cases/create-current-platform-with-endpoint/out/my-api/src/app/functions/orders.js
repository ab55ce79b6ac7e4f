/**
 * What HubSpot hands to an endpoint function.
 *
 * @typedef {object} Context
 * @property {string} method
 * @property {Record<string, string | string[]>} [params] The query.
 * @property {unknown} [body] A JSON body, parsed or as text.
 * @property {Record<string, string>} [headers]
 * @property {number} [accountId] The HubSpot account.
 */

/**
 * Takes an order, from the query (?item=lamp&quantity=2)
 * or as a JSON body ({"item": "lamp", "quantity": 2}).
 * Anyone who knows the URL can call it: check whatever comes in.
 *
 * @param {Context} context
 */
exports.main = async (context) => {
  const body = parseBody(context.body);
  if (body === undefined) {
    return { statusCode: 400, body: { errors: ['The body is not JSON.'] } };
  }

  const item = body.item ?? first(context.params?.item);
  const quantity = Number(body.quantity ?? first(context.params?.quantity) ?? 1);

  const errors = [];
  if (typeof item !== 'string' || item.trim() === '') {
    errors.push('item: say what you would like.');
  }
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 100) {
    errors.push('quantity: a whole number from 1 to 100.');
  }
  if (errors.length > 0) {
    console.warn(`Refused: ${errors.join(' ')}`);
    return { statusCode: 400, body: { errors } };
  }

  console.log(`${context.method}: ${quantity} of ${item}`);
  return { statusCode: 200, body: { item, quantity } };
};

/**
 * The fields of a JSON body, which comes parsed or as text; undefined when the text is not JSON.
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
 * A query parameter comes as one value or as a list of them.
 *
 * @param {string | string[] | undefined} value
 */
function first(value) {
  return Array.isArray(value) ? value[0] : value;
}
