import { describe, expect, it } from 'vitest';
import * as contexts from '../../src/run/context.ts';
import { refuseMisfits } from '../../src/run/context.ts';
import { problemOf } from '../thrown.ts';

function buildContext(...given: Parameters<typeof contexts.buildContext>) {
  return contexts.buildContext(...given).context;
}

const endpoint = { path: 'a', methods: ['POST', 'GET'] };

describe('The context of an app function', () => {
  it('has the documented shape where nothing is given', () => {
    expect(buildContext(undefined, undefined, {})).toEqual({
      user: { userId: expect.any(Number), email: expect.stringContaining('@'), locale: 'en' },
      portalId: expect.any(Number),
      propertiesToSend: {},
      parameters: {},
    });
  });

  it('takes what is given over the sample, and parameters over both', () => {
    const given = { portalId: 1, parameters: { a: 'fixture', b: 'fixture' }, own: true };
    const call = { parameter: ['b=option', 'c=x=y', 'd='] };
    expect(buildContext(undefined, given, call)).toMatchObject({
      user: expect.anything(),
      portalId: 1,
      own: true,
      parameters: { a: 'fixture', b: 'option', c: 'x=y', d: '' },
    });
  });

  it.each([
    ['3', 3],
    ['-1.5', -1.5],
    ['true', true],
    ['null', null],
    ['[1,"a"]', [1, 'a']],
    ['{"a":{}}', { a: {} }],
    ['"3"', '3'],
    ['007', '007'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e3', '1e3'],
    ['Ada', 'Ada'],
    ['{broken', '{broken'],
  ])('takes the parameter %s for what it says', (text, value) => {
    expect(buildContext(undefined, {}, { parameter: [`a=${text}`] })).toMatchObject({
      parameters: { a: value },
    });
  });

  it.each(['a', '=b', ''])('refuses the parameter %j', (text) => {
    expect(problemOf(() => buildContext(undefined, {}, { parameter: [text] })).message).toContain(
      'is not name=value',
    );
  });

  it.each([[[]], ['text'], [null], [3]])('refuses %j as a context', (given) => {
    expect(problemOf(() => buildContext(undefined, given, {})).message).toContain(
      'The fixture is not a JSON object',
    );
  });

  it('keeps a parameter called __proto__ a parameter', () => {
    const context = buildContext(undefined, {}, { parameter: ['__proto__={"polluted":true}'] });
    expect(JSON.stringify(context)).toContain('"__proto__":{"polluted":true}');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('The context of an endpoint function', () => {
  it('sends a body by the first method that has one', () => {
    const listed = { path: 'x', methods: ['GET', 'PUT', 'POST'] };
    expect(buildContext(listed, undefined, { body: 1 })).toMatchObject({ method: 'PUT', body: 1 });
    expect(buildContext(listed, undefined, { body: 1, method: 'GET' })).toMatchObject({ method: 'GET' });
    expect(buildContext(listed, { method: 'GET' }, { body: 1 })).toMatchObject({ method: 'PUT', body: 1 });
    expect(buildContext(listed, { method: 'POST' }, { body: 1 })).toMatchObject({ method: 'POST' });
    expect(buildContext(listed, { method: 'GET', params: { a: '1' } }, {})).toMatchObject({ method: 'GET' });
  });

  it('calls the first method that is listed, where nothing is given', () => {
    expect(buildContext(endpoint, undefined, {})).toEqual({
      method: 'POST',
      params: {},
      body: null,
      headers: {},
      accountId: expect.any(Number),
    });
  });

  it('takes what is given over the sample, options over both, and then what HubSpot makes of it', () => {
    const given = { method: 'POST', params: { a: '1', b: '2' }, headers: { Accept: '*/*' }, body: { a: 1 } };
    const call = {
      method: 'get',
      query: ['b=3', 'c=4', 'c=5'],
      header: ['X-Own=a=b', 'accept=a/b'],
      body: [1],
    };
    const { context, warnings } = contexts.buildContext(endpoint, given, call);
    expect(context).toEqual({
      method: 'GET',
      params: { a: ['1'], b: ['3'], c: ['4', '5'] },
      headers: { accept: 'a/b' },
      body: [1],
      accountId: expect.any(Number),
    });
    expect(warnings).toEqual([{ code: 'header-dropped', values: { names: ['x-own'] } }]);
  });

  it('has neither a query nor secrets, even where they are given', () => {
    const given = { query: { a: '1' }, secrets: { KEY: 'x' }, own: true };
    const { context, warnings } = contexts.buildContext(endpoint, given, {});
    expect(Object.keys(context as object).sort()).toEqual([
      'accountId',
      'body',
      'headers',
      'method',
      'own',
      'params',
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(['context-member', 'context-member']);
  });

  it('takes a body as text where the call says that it is not JSON', () => {
    const call = { header: ['content-type=text/plain'], body: 'text' };
    expect(buildContext(endpoint, undefined, call)).toMatchObject({ body: 'text', headers: {} });
  });

  it('refuses a method that no endpoint can list', () => {
    expect(problemOf(() => buildContext(endpoint, undefined, { method: 'FETCH' })).message).toContain(
      'Unknown method "FETCH"',
    );
  });
});

describe('A function with an endpoint', () => {
  const request = { method: 'GET', params: {}, headers: {}, body: null };

  it.each([
    ['a parameter', undefined, { parameter: ['size=4'] }],
    ['a parameter, whatever request the fixture describes', request, { parameter: ['size=4'] }],
    ['a context with parameters', { parameters: { size: 4 } }, {}],
    ['properties to send', { propertiesToSend: {}, parameters: { size: 4 } }, {}],
  ])('is called by name with %s', (_name, given, call) => {
    const called = contexts.buildContext(endpoint, given, call);
    expect(called.endpoint).toBeUndefined();
    expect(called.context).toEqual({
      ...contexts.sampleContext,
      parameters: { size: 4 },
    });
  });

  it.each([
    ['nothing', undefined, {}],
    ['a query, though parameters stand in the fixture', { parameters: {} }, { query: ['a=1'] }],
    ['a body', undefined, { body: null }],
    ['a request that has parameters besides', { ...request, parameters: {} }, {}],
  ])('is requested with %s', (_name, given, call) => {
    expect(contexts.buildContext(endpoint, given, call).endpoint).toEqual(endpoint);
  });
});

describe('A context that is nested too deep', () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  it.each([
    ['a fixture', { parameters: JSON.parse(nested(100_000)) }, {}],
    ['a parameter', undefined, { parameter: [`a=${nested(100_000)}`] }],
    ['one level too many', JSON.parse(`{"a":${nested(1000)}}`), {}],
  ])('is refused: %s', (_name, given, call) => {
    expect(problemOf(() => buildContext(undefined, given, call)).message).toContain('more than 1000 levels');
  });

  it('is taken up to that', () => {
    const given = JSON.parse(`{"a":${nested(999)}}`);
    expect(buildContext(undefined, given, {})).toMatchObject(given);
  });
});

describe('Options that no function has use for', () => {
  it('are refused', () => {
    expect(problemOf(() => refuseMisfits([{}], { query: ['a=1'] })).message).toContain(
      '--query is for endpoint functions',
    );
    const both = { parameter: ['a=1'], query: ['a=1'] };
    expect(problemOf(() => refuseMisfits([{ endpoint }], both)).message).toContain(
      '--parameter calls the function by name',
    );
  });

  it('are taken where one of several functions has use for them', () => {
    expect(() => refuseMisfits([{}, { endpoint }], { query: ['a=1'], parameter: ['a=1'] })).not.toThrow();
  });
});
