import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Contender, cleanEnvironment, type Row } from './measure.ts';
import { emptyNode, freshFolder, reference, type Setting } from './setting.ts';

/** Calls the same generated function once with the same fixture, measured as a whole process. */
export function invokeRows(setting: Setting): readonly Row[] {
  const { subject, peers } = setting;
  const root = freshFolder(setting);
  execFileSync(process.execPath, [subject.program, '.', '--yes', '--no-install', '--no-invoke'], {
    cwd: root,
    env: cleanEnvironment(),
    stdio: 'ignore',
  });
  const app = path.join(root, 'src', 'app');
  const handler = path.join(app, 'app.functions', 'hello.js');
  const fixture = path.join(root, 'fixtures', 'hello.json');
  const lambdaLocal = peers.file('lambda-local', 'build/cli.js');
  return [
    {
      title: 'Run a function once',
      contenders: [
        emptyNode(setting),
        {
          name: 'two empty Node processes',
          prepare: () => ({ args: [reference(setting, 'two-processes.cjs')], cwd: root }),
        },
        { name: subject.name, prepare: () => ({ args: [subject.program, 'invoke', 'hello'], cwd: root }) },
        {
          name: 'lambda-local',
          prepare: () => ({ args: [lambdaLocal, '-l', handler, '-h', 'main', '-e', fixture], cwd: root }),
        },
        ...hubspotRuntime(setting, app),
      ],
    },
  ];
}

/** HubSpot's own runtime is included if the conformance checks have installed it. */
function hubspotRuntime(setting: Setting, app: string): readonly Contender[] {
  const conformance = path.join(setting.bench, '..', 'conformance');
  if (!existsSync(path.join(conformance, 'node_modules', '@hubspot', 'app-functions-dev-server'))) return [];
  const args = [
    '--require',
    path.join(conformance, 'loopback-only.cjs'),
    reference(setting, 'hubspot-runtime.cjs'),
    conformance,
    app,
    'hello',
  ];
  return [{ name: "HubSpot's local runtime", prepare: () => ({ args, cwd: app }) }];
}
