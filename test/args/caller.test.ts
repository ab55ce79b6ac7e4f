import { describe, expect, test } from 'vitest';
import { calledAs, callersFolder } from '../../src/args/caller.ts';

const start = {
  npm_package_name: 'create-hs-function',
  npm_lifecycle_event: 'start',
  npm_package_json: '/code/create-hs-function/package.json',
  npm_config_user_agent: 'npm/11.19.1 node/v20.20.2 linux x64',
};

describe('printed commands call this program', () => {
  test.each([
    ['npm/11.19.1 node/v20.20.2 linux x64', 'npx'],
    ['pnpm/11.28.11 npm/? node/v22.23.3 linux x64', 'pnpm dlx'],
    ['yarn/1.22.22 npm/? node/v20.20.2 linux x64', 'npx'],
    ['yarn/4.18.1 npm/? node/v20.20.2 linux x64', 'yarn dlx'],
    ['bun/1.4.5 npm/? node/v26.3.0 linux x64', 'bunx'],
    [undefined, 'npx'],
  ])('as it was called: by %s through %s', (npm_config_user_agent, runner) => {
    expect(calledAs({ npm_config_user_agent }, '1.2.3').program.join(' ')).toBe(
      `${runner} create-hs-function@1.2.3`,
    );
  });

  test('by npm start in its checkout, and from elsewhere with the way to it', () => {
    const inside = calledAs({ ...start, INIT_CWD: '/code/create-hs-function/my-app' }, '1.2.3');
    expect(inside.program.join(' ')).toBe('npm start --');
    const outside = calledAs({ ...start, INIT_CWD: '/code/shop' }, '1.2.3');
    expect(outside.program.join(' ')).toBe('npm --prefix /code/create-hs-function start --');
  });

  test('from the project that was made, where that is outside of the checkout', () => {
    const env = { ...start, INIT_CWD: '/code/create-hs-function' };
    const { program, create } = calledAs(env, '1.2.3', '/code/shop');
    expect(program.join(' ')).toBe('npm --prefix /code/create-hs-function start --');
    expect(create.join(' ')).toBe('npm start --');
  });
});

describe('paths start', () => {
  test('where the person called npm start or npm run', () => {
    const env = { ...start, INIT_CWD: '/code/shop' };
    expect(callersFolder('/code/create-hs-function', env)).toBe('/code/shop');
  });

  test('where a script went before it called, and where npx runs', () => {
    const env = { ...start, INIT_CWD: '/code/shop' };
    expect(callersFolder('/code/create-hs-function/bench', env)).toBe('/code/create-hs-function/bench');
    expect(callersFolder('/code/shop', { ...env, npm_lifecycle_event: 'npx' })).toBe('/code/shop');
  });
});
