import { foldersBelow, inFolder, type ProjectFiles } from '../project/files.ts';
import type { Extension } from './facts.ts';
import { isBundled } from './partial-facts.ts';
import { positions } from './positions.ts';

/** How deep to look for cards and other extensions below an app. */
const reach = { depth: 5, followLinks: false };
const written = new Set(['dist', 'build', 'out', 'coverage']);

/**
 * A call of a function by name: `hubspot.serverless('name', …)`, or the deprecated `runServerlessFunction({ name: 'name', …
 * })` (HubSpot's documentation), which HubSpot's templates pass on as `runServerless`. Also matches comments, so that calls
 * in comments are skipped.
 */
const call =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\bhubspot\s*\.\s*serverless\s*(?:<[^()]*?>)?\(\s*(['"`])((?:(?!\1)[^\\\n$])+)\1|\brunServerless(?:Function)?\s*(?:<[^()]*?>)?\(\s*\{\s*(?:parameters\s*:\s*\{[^{}]*\}\s*,\s*|propertiesToSend\s*:\s*\[[^[\]]*\]\s*,\s*)*name\s*:\s*(['"`])((?:(?!\3)[^\\\n$])+)\3/g;

const isSource = (name: string) => /\.[cm]?[jt]sx?$/.test(name) && !/\.(?:d|test|spec)\.\w+$/.test(name);

/**
 * Finds the files of cards and other extensions in these apps that call functions by a literal name.
 * @param folders functions folders, which are skipped
 * @param pause awaited repeatedly; may throw to stop the search
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
      .map((path) => extensionOf(path, files.read(path) ?? ''))
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
