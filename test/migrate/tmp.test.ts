import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync, cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';
import { projectFiles } from '../../src/io/project/project-files.ts';
import { planDesignManager, planLegacy } from '../../src/migrate/plan-migration.ts';
import type { Migration } from '../../src/migrate/migration.ts';
import { emptyFolder } from '../program.ts';

function apply(root: string, m: Migration) {
  for (const c of m.changes) { if (c.action==='create') { mkdirSync(path.dirname(path.join(root,c.path)),{recursive:true}); writeFileSync(path.join(root,c.path), c.after);} }
  for (const { from, path: to } of m.moves) { mkdirSync(path.dirname(path.join(root,to)),{recursive:true}); renameSync(path.join(root,from), path.join(root,to)); }
  for (const c of m.changes) if (c.action==='update') writeFileSync(path.join(root,c.path), c.after);
}
const S='/work/shared/migration-samples';
for (const name of ['1-one-function','2-card-and-function','3-endpoints','4-webhooks','8-design-manager']) {
  test(name, () => {
    const root = emptyFolder();
    cpSync(path.join(S,name,'before'), root, {recursive:true});
    const files = { ...projectFiles(root), bytes: (p: string) => existsSync(path.join(root,p)) ? readFileSync(path.join(root,p)) : undefined };
    const m = name.startsWith('8') ? planDesignManager({files, folder:'weather.functions', outside: undefined, project:{kind:'new',app:'Weather functions',scopes:['content']}, version:'2026.09', takesCallback:()=>true, fixCallers:true})
     : planLegacy({files, configFile:'hsproject.json', sourceDirectory:'src', projectName: JSON.parse(readFileSync(path.join(root,'hsproject.json'),'utf8')).name, platformVersion: JSON.parse(readFileSync(path.join(root,'hsproject.json'),'utf8')).platformVersion, takesCallback:()=>false}, '2026.09');
    console.log(m.warnings.map(w=>w.code+': '+w.message).join('\n'));
    apply(root, m);
    try { execFileSync('find', [root,'-type','d','-empty','-delete']); console.log(execFileSync('diff',['-r',root,path.join(S,name,'after')]).toString()); } catch (e) { console.log((e as any).stdout.toString()); }
  });
}
