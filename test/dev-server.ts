import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { cleanEnvironment, program, writeFiles } from './program.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of every kind
export type Event = any;

/** A run of `dev --json` by the packed program. */
export interface DevServer {
  readonly project: string;
  readonly url: string;
  readonly process: ChildProcess;
  readonly events: readonly Event[];
  readonly stderr: () => string;
  /** Waits for an event. Also finds events that were received before. */
  readonly event: (fits: (event: Event) => boolean) => Promise<Event>;
  readonly ended: Promise<number | null>;
  /** Stops it if it is still running, and removes the project. Fails if a line did not match the published schema. */
  readonly remove: () => Promise<void>;
}

/** An entry of `serverless.json`, or the code of a function without an endpoint. */
export type Functions = Readonly<
  Record<string, string | { readonly code: string; readonly endpoint?: object; readonly secrets?: string[] }>
>;

/** The files of a project of 2025.1. */
export function projectFiles(functions: Functions): Record<string, string> {
  const entries = Object.entries(functions).map(([name, given]) => {
    const { code, ...rest } = typeof given === 'string' ? { code: given } : given;
    return { name, code, entry: { file: `${name}.js`, ...rest } };
  });
  const folder = 'src/app/app.functions';
  return {
    'hsproject.json': JSON.stringify({ name: 'shop', srcDir: 'src', platformVersion: '2025.1' }),
    'src/app/app.json': JSON.stringify({ name: 'shop', uid: 'shop', scopes: [], public: false }),
    [`${folder}/package.json`]: '{}',
    [`${folder}/serverless.json`]: JSON.stringify({
      appFunctions: Object.fromEntries(entries.map(({ name, entry }) => [name, entry])),
    }),
    ...Object.fromEntries(
      entries.map(({ name, code }) => [
        `${folder}/${name}.js`,
        `exports.main = async (context) => { ${code} };\n`,
      ]),
    ),
  };
}

let fits: ValidateFunction | undefined;

/** Why a line does not match the published schema; undefined if it does. */
function misfit(event: Event): string | undefined {
  const schema = (name: string) =>
    JSON.parse(readFileSync(path.join(program(), '../../dist', `${name}.schema.json`), 'utf8'));
  fits ??= new Ajv2020({ strict: true, allowUnionTypes: true })
    .addSchema(schema('report'), 'report.schema.json')
    .compile(schema('event'));
  return fits(event) ? undefined : JSON.stringify([event, fits.errors]);
}

/** Serves a project with these files. */
export async function startDev(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<DevServer> {
  const project = realpathSync.native(mkdtempSync(path.join(tmpdir(), 'dev-')));
  writeFiles(project, files);
  const child = spawn(process.execPath, [program(), 'dev', '--json', ...args], {
    cwd: project,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: Event[] = [];
  const waiting = new Set<() => void>();
  let stderr = '';
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    events.push(...lines.map((line) => JSON.parse(line)));
    for (const look of [...waiting]) look();
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const event = (fits: (event: Event) => boolean): Promise<Event> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = events.find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`dev ended: ${stderr}${JSON.stringify(events.at(-1))}`)));
    });
  const remove = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    rmSync(project, { recursive: true, force: true, maxRetries: 5 });
    const misfits = events.flatMap((one) => misfit(one) ?? []);
    if (misfits.length > 0) throw new Error(`Not by event.schema.json: ${misfits[0]}`);
  };
  const { url } = await event((one) => one.event === 'ready').catch(async (error) => {
    await remove();
    throw error;
  });
  return { project, url, process: child, events, stderr: () => stderr, event, ended, remove };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every kind
  readonly json: any;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

/** Sends a request without normalising its target. */
export function send(server: Pick<DevServer, 'url'>, target: string, sent: Sent = {}): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path: target,
        agent: false,
        method: sent.method ?? 'GET',
        headers: { ...sent.headers },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        answer.on('error', reject);
        answer.on('end', () => {
          const json = parsed(text);
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(sent.body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
