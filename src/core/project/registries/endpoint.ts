import type { Endpoint, Json } from '../../../types.ts';
import { objectOf, stringOf, stringsOf } from '../json-values.ts';

/**
 * An endpoint of either layout, or undefined without a path. The documented keys are `method` in `serverless.json` and
 * `methods` in `*-hsmeta.json`; people mix them up, and write one method as a plain text.
 */
export function endpointOf(value: Json | undefined): Endpoint | undefined {
  const fields = objectOf(value);
  const path = stringOf(fields?.path)?.replace(/^\/+/, '');
  if (fields === undefined || path === undefined || path === '') return undefined;
  const methods = fields.methods ?? fields.method;
  return { path, methods: typeof methods === 'string' ? [methods] : stringsOf(methods) };
}
