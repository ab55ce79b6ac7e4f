import { foldersBelow, inFolder, type ProjectFiles } from '../project/files.ts';
import { isBundled } from './bundled.ts';
import type { Extension } from './facts.ts';
import { positions } from './positions.ts';

/** How far below an app its cards and other extensions are looked for. */
const reach = { depth: 5, followLinks: false, otherProjects: false };
const written = new Set(['dist', 'build', 'out', 'coverage']);

/**
 * What calls a function by name: `hubspot.serverless('name', …)`, and the deprecated
 * `runServerlessFunction({ name: 'name', … })` (HubSpot's documentation), which HubSpot's templates hand on as
 * `runServerless`. Comments are skipped.
 */
const call =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\bhubspot\s*\.\s*serverless\s*(?:<[^()]*?>)?\(\s*(['"`])((?:(?!\1)[^\\\n$])+)\1|\brunServerless(?:Function)?\s*(?:<[^()]*?>)?\(\s*\{\s*(?:parameters\s*:\s*\{[^{}]*\}\s*,\s*|propertiesToSend\s*:\s*\[[^[\]]*\]\s*,\s*)*name\s*:\s*(['"`])((?:(?!\3)[^\\\n$])+)\3/g;

const isSource = (name: string) => /\.[cm]?[jt]sx?$/.test(name) && !/\.(?:d|test|spec)\.\w+$/.test(name);

/**
 * Files of cards and other extensions of these apps that call functions by a literal name.
 *
 * @param pause awaited again and again; may throw to end it
 */
export async function readExtensions(
  files: ProjectFiles,
  apps: readonly string[],
  folders: readonly string[],
  pause: () => Promise<void>,
): Promise<readonly Extension[]> {
  const searched = await Promise.all(apps.map((app) => foldersBelow(files, app, reach, pause)));
  return searched.flatMap((all) =>
    all
      .filter((folder) => !folders.some((one) => folder === one || folder.startsWith(`${one}/`)))
      .filter((folder) => !folder.split('/').some((part) => written.has(part)))
      .flatMap((folder) =>
        files
          .names(folder)
          .filter(isSource)
          .map((name) => inFolder(folder, name)),
      )
      .filter((path) => !files.isDirectory(path))
      .map((path) => extensionOf(path, files.readSmall(path) ?? ''))
      .filter(({ calls }) => calls.length > 0),
  );
}

function extensionOf(path: string, text: string): Extension {
  if (!/serverless/i.test(text) || isBundled(text)) return { path, text, calls: [] };
  const place = positions(text);
  const calls = Array.from(text.matchAll(call)).flatMap(({ index, 2: name, 4: older }) => {
    const called = name ?? older;
    return called === undefined ? [] : [{ name: called, ...place(index) }];
  });
  return { path, text, calls };
}
