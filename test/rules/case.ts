import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Facts } from '../../src/check/facts.ts';

export type LayoutName = Facts['layout'];

/** A project that differs from a correct one in a few files. */
export interface RuleCase {
  /** The code of its only function, in `fn.js`. */
  readonly code?: string;
  /** Settings of that function besides its file. `secrets` and `endpoint.method` are renamed for the layout. */
  readonly config?: {
    readonly secrets?: unknown;
    readonly endpoint?: unknown;
    readonly [key: string]: unknown;
  };
  /** Additional or different files. `@/` stands for the functions folder; `null` removes a file. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Changes to the usual text of a configuration file. */
  readonly edit?: Readonly<Record<string, (text: string) => string>>;
  readonly platformVersion?: string;
  /** Whether to make it a git repository with all files added. */
  readonly git?: boolean;
}

/** A pair: what a rule finds, and similar cases that are correct. */
export interface RulePair {
  /** The layouts that the rule applies to; both if left out. */
  readonly layouts?: readonly LayoutName[];
  readonly fires: RuleCase | Readonly<Partial<Record<LayoutName, RuleCase>>>;
  /** `rule path:line:column` of everything that is found. */
  readonly finds: readonly string[] | Readonly<Partial<Record<LayoutName, readonly string[]>>>;
  /** Cases in which nothing at all is found. */
  readonly silent: readonly RuleCase[];
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
const soundCode = 'exports.main = async (context) => ({ greeting: `Hello, ${context.parameters.name}` });\n';

export const functionsFolderOf: Readonly<Record<LayoutName, string>> = {
  'serverless-json': 'src/app/app.functions',
  hsmeta: 'src/app/functions',
};

/** The path of the function's registration, as used in expectations. */
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
      // The older versions are no longer built, which would be reported for each of these projects.
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
    const target = path.join(root, file.replace(/^@(?=\/)/, functionsFolderOf[layout]));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  if (one.git) {
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['add', '-A'], { cwd: root });
  }
  return root;
}
