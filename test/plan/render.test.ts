import vm from 'node:vm';
import { templates } from 'virtual:template-table';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planFiles } from '../../src/plan/plan.ts';
import {
  dependenciesOf,
  findTemplate,
  renderFixture,
  renderFunction,
  type Template,
} from '../../src/plan/render.ts';
import type { Answers, FunctionAnswers } from '../../src/types.ts';
import { answersFor, functionAnswers, functionPlatforms } from '../templates/generated.ts';

const types = '../../../types/context';

/** Strings that would break out of a string literal, a comment, a template or a line if not escaped. */
const hostile = fc.constantFrom(
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '\r',
  '*/',
  '/*',
  '//',
  '${',
  '}',
  '{{',
  '}}',
  '\u2028',
  '\u2029',
  '\u0000',
  '</script>',
  '\ud800',
  '__proto__',
);
const text = fc
  .array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 6 })
  .map((pieces) => pieces.join(''));

const anyAnswers = fc.record({
  name: text,
  secrets: fc.uniqueArray(text, { maxLength: 3 }),
  token: fc.boolean(),
  endpoint: fc.option(fc.record({ path: text, methods: fc.array(text, { maxLength: 3 }) }), {
    nil: undefined,
  }),
});

function answersOf(template: Template, { endpoint, ...rest }: FcValue): FunctionAnswers {
  return functionAnswers({ ...rest, template: template.name, ...(endpoint && { endpoint }) });
}

type FcValue = typeof anyAnswers extends fc.Arbitrary<infer Value> ? Value : never;

describe.each(templates)('the template $name', (template) => {
  test('gives JavaScript that parses, whatever the answers say', () => {
    fc.assert(
      fc.property(anyAnswers, (said) => {
        const source = renderFunction(template, answersOf(template, said), types);
        expect(() => new vm.Script(`(function (exports, require) {${source}\n})`)).not.toThrow();
      }),
    );
  });

  test('gives a fixture that is strict JSON, whatever the answers say', () => {
    fc.assert(
      fc.property(anyAnswers, (said) => {
        const fixture = JSON.parse(renderFixture(template, answersOf(template, said)));
        expect(fixture.method ?? 'GET').toBe(said.endpoint?.methods[0] ?? 'GET');
      }),
    );
  });

  test('runs nothing that the answers say', () => {
    fc.assert(
      fc.property(fc.array(hostile), fc.array(hostile), (before, after) => {
        const attack = `${before.join('')};pwned();${after.join('')}`;
        const answers = answersOf(template, {
          name: attack,
          secrets: [attack, `${attack}2`],
          token: true,
          endpoint: { path: attack, methods: [attack] },
        });
        let ran = false;
        const pwned = () => {
          ran = true;
        };
        const sandbox = { exports: {}, require: () => ({}), pwned };
        vm.runInNewContext(renderFunction(template, answers, types), sandbox);
        expect(ran).toBe(false);
      }),
    );
  });
});

test('a secret with an odd name is read by exactly that name', async () => {
  fc.assert(
    fc.property(
      text.filter((name) => name !== '' && name !== '__proto__'),
      (name) => {
        const hello = findTemplate('hello') as Template;
        const read: string[] = [];
        const env = new Proxy({}, { get: (_, key) => read.push(String(key)) });
        const sandbox = { exports: {} as { main?: (context: object) => unknown }, process: { env }, console };
        sandbox.console = { log: () => {}, warn: () => {} } as unknown as Console;
        vm.runInNewContext(renderFunction(hello, functionAnswers({ secrets: [name] }), types), sandbox);
        sandbox.exports.main?.({});
        expect(read).toEqual([name]);
      },
    ),
  );
});

describe('the README of a new project', () => {
  const said = functionAnswers({ name: 'hello', secrets: ['API_KEY'], token: true });

  async function readme(functions: readonly FunctionAnswers[], more: Partial<Answers> = {}): Promise<string> {
    const files = await planFiles(answersFor({ functions, ...more }), undefined, undefined);
    const file = files.find(({ path }) => path === 'README.md');
    return file?.kind === 'starter' ? file.text : '';
  }

  test('has the commands of the package manager that is used', async () => {
    const text = await readme([said], { packageManager: 'pnpm' });
    expect(text).toContain('pnpm create hs-function@latest --function my-function');
    expect(text).toContain('pnpm dlx create-hs-function invoke hello --parameter name=Ada');
    expect(text).toContain('`pnpm dlx create-hs-function dev`');
    expect(await readme([said])).toContain('npm create hs-function@latest -- --function my-function');
  });

  test('stays true when a function is added: it lists none', async () => {
    const other = functionAnswers({ name: 'other', secrets: ['OTHER_KEY'] });
    expect(await readme([said, other])).toBe(await readme([said]));
  });

  test.each(functionPlatforms)(
    'proposes an upload only where HubSpot builds it: $version',
    async (platform) => {
      const text = await readme([said], { platform });
      expect(text.includes('hs project upload')).toBe(platform.built);
      expect(text.includes('migrate')).toBe(!platform.built);
    },
  );

  const asEndpoint = (template: string, method: string) =>
    functionAnswers({ name: 'orders', template, endpoint: { path: 'shop/orders', methods: [method] } });

  test('calls an endpoint where dev serves it, with what its fixture says', async () => {
    const address = 'http://localhost:3210/hs/serverless/shop/orders';
    const get = await readme([asEndpoint('endpoint', 'GET')]);
    expect(get).toContain(`\ncurl '${address}?item=lamp&quantity=2'\n`);
    expect(get).not.toContain('hubspot.serverless');
    const post = await readme([asEndpoint('endpoint', 'POST')]);
    expect(post).toContain(
      `\ncurl -X POST ${address} -H 'Content-Type: application/json' -d '{"item":"lamp","quantity":2}'\n`,
    );
    expect(await readme([asEndpoint('hello', 'POST')])).toContain(`\ncurl -X POST '${address}?name=Ada'\n`);
  });

  test('calls an app function from a UI extension, with what its fixture says', async () => {
    expect(await readme([said])).toContain("hubspot.serverless('hello', { parameters: { name: 'Ada' } })");
    expect(await readme([said])).not.toContain('/hs/serverless');
  });

  test('says where the scopes are', async () => {
    for (const platform of functionPlatforms.filter(({ built }) => built)) {
      const text = await readme([said], { platform });
      expect(text).toContain('listed under `requiredScopes` in\n`src/app/app-hsmeta.json`');
    }
  });
});

test('packages of a template fit the Node of the platform version', () => {
  const contact = findTemplate('contact') as Template;
  for (const platform of functionPlatforms) {
    const range = platform.layout === 'hsmeta' ? /^\^14\./ : /^\^13\./;
    expect(dependenciesOf(contact, platform)['@hubspot/api-client']).toMatch(range);
  }
});
