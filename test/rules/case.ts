import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Facts } from '../../src/check/facts.ts';

export type LayoutName = Facts['layout'];

/** A project that differs from a sound one in few files. */
export interface RuleCase {
  /** The code of its one function, in `fn.js`. */
  readonly code?: string;
  /** Settings of that function beside its file. `secrets` and `endpoint.method` are written as the layout names them. */
  readonly config?: {
    readonly secrets?: unknown;
    readonly endpoint?: unknown;
    readonly [key: string]: unknown;
  };
  /** More files, or others: `@/` stands for the functions folder. `null` leaves a file out. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Other text for a configuration file, made of the usual one. */
  readonly edit?: Readonly<Record<string, (text: string) => string>>;
  readonly platformVersion?: string;
  /** Make a git repository of it, with all files added. */
  readonly git?: boolean;
}

/** A pair: what a rule finds, and what is close to it and right. */
export interface RulePair {
  /** The layouts that the rule concerns; both where they are left out. */
  readonly layouts?: readonly LayoutName[];
  readonly fires: RuleCase | Readonly<Partial<Record<LayoutName, RuleCase>>>;
  /** `rule path:line:column` of everything that is found there. */
  readonly finds: readonly string[] | Readonly<Partial<Record<LayoutName, readonly string[]>>>;
  /** Nothing at all is found in these. */
  readonly silent: readonly RuleCase[];
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
const soundCode = 'exports.main = async (context) => ({ greeting: `Hello, ${context.parameters.name}` });\n';

export const folderOf: Readonly<Record<LayoutName, string>> = {
  'serverless-json': 'src/app/app.functions',
  hsmeta: 'src/app/functions',
};

/** Where the function is registered, as expectations name it. */
export const configOf: Readonly<Record<LayoutName, string>> = {
  'serverless-json': '@/serverless.json',
  hsmeta: '@/fn-hsmeta.json',
};

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function soundFiles(layout: LayoutName, one: RuleCase): Record<string, string> {
  const { secrets, endpoint, ...more } = one.config ?? {};
  const platformVersion = one.platformVersion ?? (layout === 'hsmeta' ? '2026.09' : '2025.1');
  const common = {
    'hsproject.json': json({ name: 'shop', srcDir: 'src', platformVersion }),
    '.gitignore': '.env*\nnode_modules/\n',
    '@/package.json': json({
      name: 'shop-functions',
      version: '1.0.0',
      private: true,
      dependencies: {},
      // The older versions are not built any more, which every project of them would be told.
      ...(layout === 'serverless-json' && one.platformVersion === undefined
        ? { hsIgnore: { platform: 'stays on 2025.1 for now' } }
        : {}),
    }),
    '@/fn.js': one.code ?? soundCode,
  };
  if (layout === 'hsmeta') {
    const config = {
      entrypoint: '/app/functions/fn.js',
      ...('secrets' in (one.config ?? {}) ? { secretKeys: secrets } : {}),
      ...(endpoint === undefined ? {} : { endpoint: renamed(endpoint, 'method', 'methods') }),
      ...more,
    };
    const auth = { type: 'static', requiredScopes: ['oauth'], optionalScopes: [] };
    return {
      ...common,
      'src/app/app-hsmeta.json': json({
        uid: 'shop_app',
        type: 'app',
        config: { name: 'Shop', description: 'A shop', distribution: 'private', auth },
      }),
      '@/fn-hsmeta.json': json({ uid: 'fn', type: 'app-function', config }),
    };
  }
  const fn = {
    file: 'fn.js',
    ...('secrets' in (one.config ?? {}) ? { secrets } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...more,
  };
  return {
    ...common,
    'src/app/app.json': json({ name: 'Shop', uid: 'shop_app', scopes: ['oauth'], public: false }),
    '@/serverless.json': json({ appFunctions: { fn } }),
  };
}

function renamed(value: unknown, from: string, to: string): unknown {
  if (typeof value !== 'object' || value === null || !(from in value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key === from ? to : key, item]));
}

/** Writes the project of a case, and returns its absolute path. */
export function writeCase(layout: LayoutName, one: RuleCase): string {
  const root = mkdtempSync(path.join(tmpdir(), 'rule-'));
  const edits = one.edit ?? {};
  const sound = Object.entries(soundFiles(layout, one)).map(([file, text]) => [
    file,
    edits[file]?.(text) ?? text,
  ]);
  const files = { ...Object.fromEntries(sound), ...one.files } as Record<string, string | null>;
  for (const [file, text] of Object.entries(files)) {
    if (text === null) continue;
    const target = path.join(root, file.replace(/^@(?=\/)/, folderOf[layout]));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  if (one.git) {
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['add', '-A'], { cwd: root });
  }
  return root;
}
