import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Contender, Row } from './measure.ts';
import { freshFolder, reference, type Setting } from './setting.ts';

/** A server, and how to call its function `hello`. */
interface Server {
  readonly name: string;
  /** Node's arguments. `{port}` is the port to listen on; `{other}` and `{third}` are two more free ports. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly path: string;
  /** The request body; a call with a body uses POST. */
  readonly body?: string;
  /** The function's file. The bare server has none. */
  readonly edit?: string;
}

const measures = {
  start: 'Serve: start to first answer',
  again: 'Serve: hello again, median',
  edited: 'Serve: hello after an edit',
  eight: 'Serve: hello, 8 at once, each',
} as const;

/** Serves a function over HTTP, compared to a bare server and to others that serve functions. */
export function devRows(setting: Setting): readonly Row[] {
  const servers = [ownServer(setting), functionsFramework(setting), ...hubspotServer(setting)];
  return Object.entries(measures).map(([measure, title]) => ({
    title,
    contenders: [
      contender(setting, measure, bareServer(setting)),
      ...servers.map((server) => contender(setting, measure, server)),
    ],
  }));
}

function contender(setting: Setting, measure: string, { name, ...server }: Server): Contender {
  const edit = server.edit ?? path.join(setting.scratch, 'edited.txt');
  const args = [reference(setting, 'serve.cjs'), JSON.stringify({ measure, ...server, edit })];
  return { name, prepare: () => ({ args, cwd: setting.scratch }), read: Number };
}

function bareServer(setting: Setting): Server {
  return {
    name: 'bare node:http server',
    words: [reference(setting, 'bare-server.cjs'), '{port}'],
    cwd: setting.scratch,
    path: '/',
  };
}

function ownServer(setting: Setting): Server {
  const { root, file } = project(setting);
  return {
    name: `${setting.subject.name} dev`,
    words: [setting.subject.program, 'dev', '--port', '{port}'],
    cwd: root,
    path: '/hs/serverless/hello',
    edit: file,
  };
}

/** A project of 2025.1, which HubSpot's local runtime can run too. */
function project(setting: Setting): { readonly root: string; readonly app: string; readonly file: string } {
  const root = freshFolder(setting);
  const app = path.join(root, 'src', 'app');
  const folder = path.join(app, 'app.functions');
  const file = path.join(folder, 'hello.js');
  const hello = { file: 'hello.js', endpoint: { path: 'hello', method: ['GET'] } };
  write(path.join(root, 'hsproject.json'), { name: 'bench', srcDir: 'src', platformVersion: '2025.1' });
  write(path.join(app, 'app.json'), { name: 'bench', uid: 'bench', scopes: [], public: false });
  write(path.join(folder, 'serverless.json'), { appFunctions: { hello } });
  write(path.join(folder, 'package.json'), {});
  write(file, "exports.main = async () => ({ statusCode: 200, body: { message: 'Hello!' } });\n");
  return { root, app, file };
}

function write(file: string, content: object | string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

/** Runs functions in the server's own process, and does not notice changed files. */
function functionsFramework(setting: Setting): Server {
  const cwd = freshFolder(setting);
  const file = path.join(cwd, 'index.js');
  write(file, "exports.hello = (_request, response) => response.json({ message: 'Hello!' });\n");
  write(path.join(cwd, 'package.json'), { main: 'index.js' });
  const program = setting.peers.file('@google-cloud/functions-framework', 'build/src/main.js');
  return {
    name: 'functions-framework',
    words: [program, '--target=hello', '--port={port}'],
    cwd,
    path: '/',
    edit: file,
  };
}

/** HubSpot's own local runtime is included if the conformance checks have installed it. */
function hubspotServer(setting: Setting): readonly Server[] {
  const conformance = path.join(setting.bench, '..', 'conformance');
  if (!existsSync(path.join(conformance, 'node_modules', '@hubspot', 'ui-extensions-dev-server'))) return [];
  const { app, file } = project(setting);
  return [
    {
      name: "HubSpot's local runtime",
      words: [
        '--require',
        path.join(conformance, 'loopback-only.cjs'),
        reference(setting, 'hubspot-server.cjs'),
        conformance,
        app,
        '{port}',
      ],
      cwd: app,
      env: { HOME: setting.scratch },
      path: '/action/function/1',
      body: '{"serverlessFunction":"hello","parameters":{}}',
      edit: file,
    },
  ];
}
