import { quote } from '../args/shell.ts';
import { withoutLikelyValues } from '../check/secret-values.ts';
import { packageManagers } from '../data/package-managers.ts';
import type { Loose } from '../edit/json-scanner.ts';
import { printable } from '../terminal/text.ts';
import type { Flags, Lists, Numbers, Refusals, Strings, Warnings } from './row.ts';
import { list, orList, quoted } from './shown.ts';

/** A function of the project to be migrated. `registry` is the file that lists it, `file` its source file. */
type FunctionFile = Strings<'registry' | 'uid'> & { file: string | undefined; fault: 'missing' | 'outside' };

/** The uid of a function, if the app (`appFile`) or another function has the same one. */
type SameUid = Strings<'uid' | 'appFile'> | Strings<'uid' | 'one' | 'other'>;

/** Problems that must be resolved before anything is moved. */
export const migrationRefusals = {
  theme: {
    means: 'The project has a theme or CMS assets beside the app.',
    words: ({ files }: Lists<'files'>) => ({
      message: `The project has a theme or CMS assets beside the app: ${list(files)}. One project cannot hold both from 2026.03 on.`,
      hint: 'Move the theme to a project of its own (hs project migrate converts it), then migrate the app.',
    }),
  },
  'public-app': {
    means: 'The app is public and has functions, which HubSpot no longer allows.',
    words: ({ file }: Strings<'file'>) => ({
      message: `${printable(file)} is a public app and has functions. OAuth and marketplace apps cannot have serverless functions.`,
      hint: 'Move the functions to a private app, or to a server of your own, then migrate the app without them.',
    }),
  },
  'not-strict-json': {
    means: 'A file has comments, trailing commas or a byte order mark.',
    words: ({ path, line, kinds, isChecked }: Loose & Strings<'path'> & Flags<'isChecked'>) => ({
      message: `${printable(path)}:${line}: HubSpot's tools reject JSON with ${orList(kinds)}.`,
      hint: `${isChecked ? 'Run check --fix' : 'Make it strict JSON'}, then run the same command again.`,
    }),
  },
  'missing-file': {
    means: 'A file that the app names does not exist.',
    words: ({ file }: Strings<'file'>) => ({
      message: `${printable(file)} does not exist.`,
      hint: 'Add the file, or remove the reference to it.',
    }),
  },
  'function-file': {
    means: 'The file of a function does not exist, or is not in its folder.',
    words: ({ registry, uid, file, fault }: FunctionFile) => {
      const named = file === undefined ? 'nothing' : quoted(file);
      return {
        message:
          fault === 'missing'
            ? `${printable(registry)}: the file of ${quoted(uid)}, ${named}, does not exist.`
            : `${printable(registry)}: "file" of ${quoted(uid)} is ${named}, which is not a file in its folder.`,
        hint: 'Correct "file", or remove the function.',
      };
    },
  },
  endpoint: {
    means: 'An endpoint lacks its path or methods.',
    words: ({ registry, uid }: Strings<'registry' | 'uid'>) => ({
      message: `${printable(registry)}: the endpoint of ${quoted(uid)} needs a "path" and at least one "method".`,
      hint: 'Complete it, then run the same command again.',
    }),
  },
  'card-file': {
    means: 'A file that a card names does not exist.',
    words: ({ configFile, file }: Strings<'configFile' | 'file'>) => ({
      message: `${printable(configFile)} names ${printable(file)}, which does not exist.`,
      hint: 'Correct the path, or remove the card.',
    }),
  },
  'card-without-code': {
    means: 'A card has no React code.',
    words: ({ file }: Strings<'file'>) => ({
      message: `${printable(file)} has no data.module.file: it is a card without React code, which has no equivalent in 2026.03 or later.`,
      hint: 'Rewrite it as a React card, or leave it out: --skip-card <name of its file>',
    }),
  },
  'unknown-card': {
    exit: 'input',
    means: '--skip-card names no card without React code.',
    words: ({ name, cards }: Strings<'name'> & Lists<'cards'>) => ({
      message: `--skip-card ${quoted(name)}: there is no such card without React code.`,
      hint: cards.length === 0 ? 'Leave --skip-card out.' : `Cards without React code: ${list(cards)}`,
    }),
  },
  'environment-differs': {
    means: 'A variable that becomes a secret has several values.',
    words: ({ name, uids }: Strings<'name'> & Lists<'uids'>) => ({
      message: `${list(uids)} have different values for ${printable(name)} in "environment". It becomes a secret, and an account holds one value for each name.`,
      hint: 'Give the variable another name in one of them, in serverless.json and in its code.',
    }),
  },
  'functions-folder-link': {
    means: 'A functions folder is a symbolic link, or its name starts with a dot.',
    words: ({ folders }: Lists<'folders'>) => ({
      message: `${list(folders)}: migrate cannot move functions from behind a symbolic link, or from a folder whose name starts with a dot.`,
      hint: 'Put the real folder in the place of the link, or rename the folder, then run the same command again.',
    }),
  },
  'linked-folders': {
    means: 'A folder to copy has symbolic links to folders.',
    words: ({ folders }: Lists<'folders'>) => ({
      message: `Symbolic links to folders are not copied into a project: ${list(folders)}.`,
      hint: 'Replace each with a real folder, then run the same command again.',
    }),
  },
  'environment-value': {
    means: 'A variable that becomes a secret cannot be kept in a .env.',
    words: ({ name }: Strings<'name'>) => ({
      message: `${quoted(name)} in "environment" becomes a secret, but a .env cannot hold its name or value.`,
      hint: 'In serverless.json, use a name of letters, digits and _, and a value with at most two kinds of quotes and no carriage return.',
    }),
  },
  'target-exists': {
    means: 'A file already exists where one would be moved.',
    words: ({ path, from }: Strings<'path' | 'from'>) => ({
      message: `${printable(path)} already exists, and ${printable(from)} would be moved there.`,
      hint: 'Rename or move one of the two.',
    }),
  },
  'same-target': {
    means: 'Several files would be moved to one place.',
    words: ({ path, sources }: Strings<'path'> & Lists<'sources'>) => ({
      message: `${list(sources)} would all become ${printable(path)}${sources.includes(path) ? ', as Windows and macOS compare names' : ''}.`,
      hint: clashHint(path.slice(path.lastIndexOf('/') + 1)),
    }),
  },
  'function-uid': {
    means: 'A function has the same uid as the app or another function.',
    words: (same: SameUid) =>
      'appFile' in same
        ? {
            message: `${printable(same.appFile)}: the function ${quoted(same.uid)} has the same uid as the app. Components share one namespace from 2026.03 on.`,
            hint: "Rename the function and everything that calls it. Changing the app's uid would make it a new app.",
          }
        : {
            message: `${quoted(same.uid)} is a function in ${printable(same.one)} and in ${printable(same.other)}. Both move to one folder, where names must be unique.`,
            hint: 'Rename one of them and everything that calls it.',
          },
  },
  'mixed-layouts': {
    means: 'The project has files of both the old and the newer layout.',
    words: ({ files }: Lists<'files'>) => ({
      message: `The project already has files of the newer layout: ${list(files)}.`,
      hint: 'Finish or undo the earlier migration: keep either these or app.json and serverless.json.',
    }),
  },
  'no-endpoints': {
    means: '--from names a folder without design-manager functions.',
    words: ({ file }: Strings<'file'>) => ({
      message: `${printable(file)} has no "endpoints", so it has no design-manager functions.`,
      hint: 'Name the folder of the functions: --from <name>.functions. For app functions, leave --from out.',
    }),
  },
  'path-taken': {
    means: 'The project already has an endpoint at the path of a migrated one.',
    words: ({ path }: Strings<'path'>) => ({
      message: `The project already has an endpoint at ${quoted(path)}.`,
      hint: 'Rename one of them.',
    }),
  },
  'invalid-uid': {
    means: 'A name cannot be a uid.',
    words: ({ uid, what }: Strings<'uid' | 'what'>) => ({
      message: `${printable(what)} is called ${quoted(uid)}, which cannot be a uid: use at most 64 of A-Z a-z 0-9 _ - .`,
      hint: 'Rename it. HubSpot treats it as a new component then.',
    }),
  },
} as const satisfies Refusals;

type Lines = Strings<'file'> & { readonly lines: readonly number[] };

/** How to resolve several files with the same name. Some names have a meaning, so these files cannot be renamed. */
function clashHint(name: string): string {
  if (packageManagers.some(({ lockfiles }) => (lockfiles as readonly string[]).includes(name)))
    return 'Remove them, and install again after the migration.';
  if (name === 'package.json' || name.startsWith('.'))
    return `Merge them into one ${name}, and remove the others.`;
  return 'Rename all but one of them, or the functions or cards they belong to.';
}

/** Places that call the old address. `path` is the new address; undefined for callers outside the project. */
type Callers = Lists<'places'> & { readonly path?: string };

/** A link, at its new path if it moves, what it says, and what it should say. */
type MovedLink = Strings<'path' | 'text'> & { right: string | undefined };

function movedLink({ path, text, right }: MovedLink, where: string): string {
  const change = right === undefined ? '' : ` Point it to ${quoted(right)}.`;
  return `${printable(path)} is a symbolic link to ${quoted(text)}. It stays as it is, and after the move it leads ${where}.${change}`;
}

/** Warnings about a migration; they do not stop it. */
export const migrationWarnings = {
  'hubspot-migrate': {
    means: "HubSpot's own command keeps the app's identity; this one makes a new app.",
    words: ({ to }: Strings<'to'>) =>
      `If you have access to the HubSpot account, "hs project migrate" keeps the app's identity, credentials and installs. It changes the app in HubSpot, cannot be undone, and goes up to 2026.03 in @hubspot/cli 8.14.0. This command converts the files on your machine to ${to} and can be undone, but if you upload them as a new project, HubSpot creates a new app.`,
  },
  'app-uid': {
    means: 'The app had no uid, and gets one.',
    words: ({ uid }: Strings<'uid'>) => `The app had no uid; it gets "${uid}", made from its name.`,
  },
  'uid-renamed': {
    means: "A card's uid changes.",
    words: ({ file, wanted, given, clashes }: Strings<'file' | 'wanted' | 'given'> & Flags<'clashes'>) => {
      // A uid changes for one of two reasons: it clashes, or HubSpot does not accept it.
      const why = clashes ? 'another component has that uid' : 'HubSpot accepts only A-Z a-z 0-9 _ - . in it';
      return `${printable(file)}: the card's uid changes from ${quoted(wanted)} to "${given}", because ${why}. You may have to place the card in record views again.`;
    },
  },
  'not-carried-over': {
    means: 'Old keys have no place in the new layout.',
    words: ({ file, keys }: Strings<'file'> & Lists<'keys'>) =>
      `${printable(file)}: ${withoutLikelyValues(list(keys))} ${keys.length === 1 ? 'has' : 'have'} no place in the new layout and ${keys.length === 1 ? 'is' : 'are'} left out. The old file stays in the archive.`,
  },
  'design-manager-folder': {
    means: 'A folder has design-manager functions, which are not part of the app.',
    words: ({ folder }: Strings<'folder'>) =>
      `${printable(folder)} has design-manager functions ("endpoints" without "appFunctions"). They are not part of the app and stay as they are; migrate them with --from ${quote(folder)}.`,
  },
  'no-scopes': {
    means: 'The app lists no scopes.',
    words: ({ file }: Strings<'file'>) =>
      `${printable(file)} lists no scopes. Whether HubSpot builds an app without any is not known: add the ones your functions need.`,
  },
  environment: {
    means: 'Variables of "environment" become secrets.',
    words: ({ names }: Lists<'names'>) =>
      `There is no "environment" from 2026.03 on. ${list(names)} ${names.length === 1 ? 'becomes a secret' : 'become secrets'}: the local values are in .env, and HubSpot needs them too (hs secret add).`,
  },
  'environment-renamed': {
    means: 'A variable with several values is renamed.',
    words: ({ uid, name, renamed }: Strings<'uid' | 'name' | 'renamed'>) =>
      `${quoted(uid)} has its own value for ${printable(name)}. Secrets are shared across an account, so it reads ${renamed} now.`,
  },
  'token-removed': {
    means: 'The token is no longer listed among the secrets.',
    words: ({ uids }: Lists<'uids'>) =>
      `${list(uids)}: PRIVATE_APP_ACCESS_TOKEN is no longer listed among the secrets. HubSpot provides it, and refuses to build a function that lists it.`,
  },
  'custom-objects': {
    means: 'A card for custom objects needs a scope that the app does not have.',
    words: ({ uid, types }: Strings<'uid'> & Lists<'types'>) =>
      `The card ${quoted(uid)} is for ${list(types)}: custom objects need the scope crm.objects.custom.read from 2026.03 on, which the app does not have.`,
  },
  'functions-merged': {
    means: 'Functions of several folders are merged into one.',
    words: ({ folders }: Lists<'folders'>) =>
      `All functions are in one folder from 2026.03 on: ${list(folders)} are merged.`,
  },
  'package-json-made': {
    means: 'The functions folder gets a package.json.',
    words: ({ file }: Strings<'file'>) =>
      `${printable(file)} is new: HubSpot's tools refuse a functions folder without it.`,
  },
  'left-behind': {
    means: 'Files that are not part of the app stay where they are.',
    words: ({ files }: Lists<'files'>) =>
      `Not part of the app, and left where ${files.length === 1 ? 'it is' : 'they are'}: ${list(files)}.`,
  },
  'old-paths': {
    means: 'A README describes the old version.',
    words: ({ file, lines }: Lines) =>
      `${printable(file)} is left as it is: update ${lines.length === 1 ? `line ${lines[0]}, which still describes` : `lines ${lines.join(', ')}, which still describe`} the old version.`,
  },
  'fetch-origin': {
    means: 'A card fetches an address that is built at run time.',
    words: ({ file, line }: Strings<'file'> & Numbers<'line'>) =>
      `${printable(file)}:${line} calls hubspot.fetch with an address that is built at run time. Add its origin to permittedUrls.fetch in app-hsmeta.json.`,
  },
  'card-not-listed': {
    means: 'A file describes a card that the app does not list.',
    words: ({ file }: Strings<'file'>) =>
      `${printable(file)} describes a card that app.json does not list, so HubSpot did not build it. It is moved as it is, and still not built.`,
  },
  'card-skipped': {
    means: 'A card is left out because of --skip-card.',
    words: ({ file }: Strings<'file'>) =>
      `${printable(file)} is left out, as you asked: it stays in the archive, and the app has no such card any more.`,
  },
  'deprecated-call': {
    means: 'A card calls a function in a way that is deprecated.',
    words: ({ file, lines }: Lines) =>
      `${printable(file)}:${lines.join(',')} uses runServerlessFunction, which still works but is deprecated. hubspot.serverless(name, { parameters }) returns just the response, and throws instead of returning the status ERROR.`,
  },
  'card-import': {
    means: 'A card lacks an import that it needs.',
    words: ({ file }: Strings<'file'>) =>
      `${printable(file)} does not import hubspot from @hubspot/ui-extensions; HubSpot does not render a card without it.`,
  },
  'card-import-outside': {
    means: 'A card imports a file outside the cards folder.',
    words: ({ file, line, specifier }: Strings<'file' | 'specifier'> & Numbers<'line'>) =>
      `${printable(file)}:${line} imports ${printable(specifier)}, which is outside the cards folder: HubSpot does not support that.`,
  },
  'callback-by-hand': {
    means: 'A function that answers through a callback must be changed by hand.',
    words: ({ file, line }: Strings<'file'> & Numbers<'line'>) =>
      `${printable(file)}:${line} answers through a callback, and no adapter can be added to its exports. Return the response instead.`,
  },
  'callback-unclear': {
    means: 'A function might answer through a callback.',
    words: ({ file }: Strings<'file'>) =>
      `Whether ${printable(file)} answers through a callback, which functions no longer get, cannot be seen in its code. Check that it returns the response.`,
  },
  'adapter-added': {
    means: 'A function that answers through a callback gets an adapter.',
    words: ({ file }: Strings<'file'>) =>
      `${printable(file)} answers through a callback, which functions no longer get. An adapter, added at the end of the file, returns the answer instead; the rest is unchanged.`,
  },
  'caller-changed': {
    means: 'Calls were changed to the new address.',
    words: ({ path, places }: Callers) => `These call ${printable(path ?? '')} now: ${list(places)}.`,
  },
  caller: {
    means: 'An endpoint is still called at its old address.',
    words: ({ path, places }: Callers) =>
      path === undefined
        ? `Outside the project, so not changed: ${list(places)} call the old address.`
        : `The address is ${printable(path)} now. Still called at the old one: ${list(places)}. Change these when you switch over, or run again with --fix-callers.`,
  },
  'more-callers': {
    means: 'There is more code with old addresses than is searched for callers.',
    words: ({ most }: Strings<'most'>) =>
      `Files with old addresses have more than ${most} in all. The rest is neither listed nor changed: search for /_hcms/api/ yourself.`,
  },
  'caller-unclear': {
    means: 'An address that is built at run time may be that of a migrated function.',
    words: ({ places }: Callers) =>
      `These build an address under /_hcms/api/ at run time, or call another function: ${list(places)}. Check whether it is one of these functions.`,
  },
  'runtime-packages': {
    means: 'Packages that the design manager provided are now listed in package.json.',
    words: ({ names }: Lists<'names'>) =>
      `The design manager provided ${list(names)} in old versions. package.json now asks for current ones: test the calls you make with them.`,
  },
  'source-kept': {
    means: 'A folder outside the project stays as it is.',
    words: ({ folder }: Strings<'folder'>) =>
      `${printable(folder)} is outside the project and stays as it is.`,
  },
  'context-undocumented': {
    means: 'A function reads an undocumented member of its context.',
    words: ({ file, line, member }: Strings<'file' | 'member'> & Numbers<'line'>) =>
      `${printable(file)}:${line} reads context.${member}, which is not documented for functions of a project: it may be missing there.`,
  },
  'edited-since': {
    means: 'A file was edited after the migration that is undone.',
    words: ({ path, kept }: Strings<'path' | 'kept'>) =>
      `${printable(path)} was edited after the migration. Your version is kept as ${printable(kept)}.`,
  },
  'gone-since': {
    means: 'A file that would be put back is gone.',
    words: ({ path, from }: Strings<'path' | 'from'>) =>
      `${printable(path)} is gone, so ${printable(from)} cannot be put back.`,
  },
  'added-since': {
    means: 'Files were added after the migration that is undone.',
    words: ({ files }: Lists<'files'>) =>
      `Added after the migration, and left where they are: ${list(files)}.`,
  },
  kept: {
    means: 'A folder holds what the migration wrote.',
    words: ({ folder }: Strings<'folder'>) =>
      `${printable(folder)} holds what the migration wrote. Delete it when you no longer need it.`,
  },
  'uncommitted-changes': {
    means: 'The git repository has uncommitted changes.',
    words: ({ count }: Numbers<'count'>) =>
      `The git repository has uncommitted changes here (${count === 1 ? '1 file' : `${count} files`}). Nothing is lost, but commit them first to see the migration alone in git diff.`,
  },
  'link-broken': {
    means: 'A symbolic link leads nowhere after the move.',
    words: (link: MovedLink) => movedLink(link, 'nowhere'),
  },
  'link-elsewhere': {
    means: 'A symbolic link leads elsewhere after the move.',
    words: (link: MovedLink) => movedLink(link, 'elsewhere'),
  },
  'more-links': {
    means: 'More symbolic links lead nowhere or elsewhere than are named.',
    words: ({ most }: Numbers<'most'>) =>
      `More symbolic links than these ${most.toLocaleString('en-US')} lead nowhere or elsewhere after the move.`,
  },
} as const satisfies Warnings;
