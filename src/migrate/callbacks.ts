import type { ProjectFiles } from '../project/files.ts';

/** Says of each file whether its handler answers through a callback. */
export function callbackReader(files: Pick<ProjectFiles, 'read'>): (file: string) => boolean {
  return (file) => callsSecondParameter(files.read(file) ?? '');
}

function callsSecondParameter(source: string): boolean {
  const handler =
    /\bmain\s*=\s*(?:async\s*)?(?:function\b[^(]*)?\(\s*[^,()]*(?:\{[^}]*\}[^,()]*)?,\s*([A-Za-z_$][\w$]*)/.exec(
      source,
    );
  const name = handler?.[1];
  return name !== undefined && new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}\\s*\\(`).test(source);
}
