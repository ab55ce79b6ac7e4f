import { exitCodes, Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Warning } from '../types.ts';

/** The words of everything that stands in the way of a migration, and of everything worth knowing about it. */

const list = (items: readonly string[]) => items.map(printable).join(', ');
const quoted = (text: string | undefined) => (text === undefined ? 'nothing' : `"${printable(text)}"`);

/** What has to be cleared before anything is moved; each ends with code 3. */
export const refusal = {
  severalApps: (apps: readonly string[]) =>
    conflict(
      'several-apps',
      `The project has ${apps.length} apps: ${list(apps)}. A project of 2026.03 or later has one.`,
      'Move the others into projects of their own, then migrate each project.',
      apps,
    ),
  noApp: (sourceDirectory: string) =>
    conflict(
      'no-app',
      `There is no app.json or public-app.json in ${printable(sourceDirectory)}, so there is no app to migrate.`,
      'Check "srcDir" in hsproject.json. For design-manager functions, name their folder: --from <folder>.',
      [],
    ),
  theme: (files: readonly string[]) =>
    conflict(
      'theme',
      `The project has a theme or CMS assets beside the app: ${list(files)}. One project cannot hold both from 2026.03 on.`,
      'Move the theme to a project of its own (hs project migrate converts it), then migrate the app.',
      files,
    ),
  publicAppWithFunctions: (file: string) =>
    conflict(
      'public-app',
      `${printable(file)} is a public app and has functions. OAuth and marketplace apps cannot have serverless functions.`,
      'Move the functions to a private app, or to a server of your own, then migrate the app without them.',
      [file],
    ),
  notStrict: (path: string) =>
    conflict(
      'not-strict-json',
      `${printable(path)} has comments, trailing commas or a byte order mark, which HubSpot does not accept.`,
      'Remove them, then run the same command again.',
      [path],
    ),
  notAnObject: (path: string) =>
    conflict('invalid-json', `${printable(path)} is not a JSON object.`, 'Correct the file.', [path]),
  missingFile: (path: string) =>
    conflict(
      'missing-file',
      `${printable(path)} does not exist.`,
      'Add the file, or remove its mention from the app.',
      [path],
    ),
  functionFile: (registry: string, uid: string, file: string | undefined, why: 'missing' | 'outside') =>
    conflict(
      'function-file',
      why === 'missing'
        ? `${printable(registry)}: the file of "${printable(uid)}", ${quoted(file)}, does not exist.`
        : `${printable(registry)}: "file" of "${printable(uid)}" is ${quoted(file)}, which is not a file in its folder.`,
      'Correct "file", or remove the function.',
      [registry],
    ),
  endpoint: (registry: string, uid: string) =>
    conflict(
      'endpoint',
      `${printable(registry)}: the endpoint of "${printable(uid)}" needs a "path" and at least one "method".`,
      'Complete it, then run the same command again.',
      [registry],
    ),
  cardFile: (where: string, file: string) =>
    conflict(
      'card-file',
      `${printable(where)} names ${printable(file)}, which does not exist.`,
      'Correct the path, or remove the card.',
      [where],
    ),
  cardWithoutCode: (configFile: string) =>
    conflict(
      'card-without-code',
      `${printable(configFile)} has no data.module.file: it is a card without React code, which has no equivalent in 2026.03 or later.`,
      'Rewrite it as a React card, or leave it out: --skip-card <name of its file>',
      [configFile],
    ),
  environmentDiffers: (name: string, uids: readonly string[]) =>
    conflict(
      'environment-differs',
      `${list(uids)} have different values for ${printable(name)} in "environment". It becomes a secret, and an account holds one value for each name.`,
      'Give the variable another name in one of them, in serverless.json and in its code.',
      [name],
    ),
  targetExists: (path: string, from: string) =>
    conflict(
      'target-exists',
      `${printable(path)} already exists, and ${printable(from)} would be moved there.`,
      'Rename or move one of the two.',
      [path],
    ),
  sameTarget: (path: string, sources: readonly string[]) =>
    conflict(
      'same-target',
      `${list(sources)} would all become ${printable(path)}.`,
      'Rename all but one of them.',
      sources,
    ),
  functionIsApp: (uid: string, configFile: string) =>
    conflict(
      'function-uid',
      `${printable(configFile)}: the function "${printable(uid)}" has the uid of the app. Components share one namespace from 2026.03 on.`,
      "Rename the function and everything that calls it. Changing the app's uid would make it a new app.",
      [configFile],
    ),
  sameFunction: (uid: string, one: string, other: string) =>
    conflict(
      'function-uid',
      `"${printable(uid)}" is a function in ${printable(one)} and in ${printable(other)}. Both move to one folder, where a name can be used once.`,
      'Rename one of them and everything that calls it.',
      [one, other],
    ),
  mixedLayouts: (files: readonly string[]) =>
    conflict(
      'mixed-layouts',
      `The project has files of the newer layout already: ${list(files)}.`,
      'Finish or undo the earlier migration: keep either these or app.json and serverless.json.',
      files,
    ),
  noEndpoints: (registry: string) =>
    conflict(
      'no-endpoints',
      `${printable(registry)} has no "endpoints", so it has no design-manager functions.`,
      'Name the folder of the functions: --from <name>.functions. For app functions, leave --from out.',
      [registry],
    ),
  pathTaken: (path: string) =>
    conflict(
      'path-taken',
      `The project already has an endpoint at "${printable(path)}".`,
      'Rename one of them.',
      [path],
    ),
  invalidUid: (uid: string, what: string) =>
    conflict(
      'invalid-uid',
      `${printable(what)} is called "${printable(uid)}", which cannot be a uid: use at most 64 of A-Z a-z 0-9 _ - .`,
      'Rename it. HubSpot treats it as a new component then.',
      [uid],
    ),
} as const;

function conflict(code: string, message: string, hint: string, conflicts: readonly string[]): Problem {
  return new Problem(exitCodes.conflict, code, message, { hint, conflicts });
}

/** What is worth knowing, and stops nothing. */
export const note = {
  hubspotMigrate: (to: string): Warning => ({
    code: 'hubspot-migrate',
    message: `If you have access to the HubSpot account, "hs project migrate" keeps the app's identity, credentials and installs. It changes the app in HubSpot, cannot be undone, and reached 2026.03 in @hubspot/cli 8.14.0. This command converts the files on your machine to ${to} and can be undone, but uploaded as a new project they are a new app.`,
  }),
  appUid: (uid: string): Warning => ({
    code: 'app-uid',
    message: `The app had no uid; it gets "${uid}", made of its name.`,
  }),
  cardRenamed: (configFile: string, wanted: string, given: string, clashes: boolean): Warning => ({
    code: 'uid-renamed',
    message: clashes
      ? `${printable(configFile)}: the card's uid changes from "${printable(wanted)}" to "${given}", because another component has that uid. You may have to place the card in record views again.`
      : `${printable(configFile)}: the card's uid changes from "${printable(wanted)}" to "${given}", because HubSpot accepts only A-Z a-z 0-9 _ - . in it. You may have to place the card in record views again.`,
  }),
  notCarriedOver: (path: string, keys: readonly string[]): Warning => ({
    code: 'not-carried-over',
    message: `${printable(path)}: ${list(keys)} ${keys.length === 1 ? 'has' : 'have'} no place in the new layout and ${keys.length === 1 ? 'is' : 'are'} left out. The old file stays in the archive.`,
  }),
  designManagerFolder: (folder: string): Warning => ({
    code: 'design-manager-folder',
    message: `${printable(folder)} has design-manager functions ("endpoints" without "appFunctions"). They are not part of the app and stay as they are; migrate them with --from ${printable(folder)}.`,
  }),
  scopesEmpty: (file: string): Warning => ({
    code: 'no-scopes',
    message: `${printable(file)} lists no scopes. Whether HubSpot builds an app without any is not known: add the ones your functions need.`,
  }),
  environment: (names: readonly string[]): Warning => ({
    code: 'environment',
    message: `There is no "environment" from 2026.03 on. ${list(names)} ${names.length === 1 ? 'becomes a secret' : 'become secrets'}: the local values are in .env, and HubSpot needs them too (hs secret add).`,
  }),
  environmentRenamed: (uid: string, name: string, renamed: string): Warning => ({
    code: 'environment-renamed',
    message: `"${printable(uid)}" has a value of its own for ${printable(name)}, and an account holds one value for each name: it reads ${renamed} now.`,
  }),
  tokenListed: (uids: readonly string[]): Warning => ({
    code: 'token-removed',
    message: `${list(uids)}: PRIVATE_APP_ACCESS_TOKEN is no longer listed among the secrets. HubSpot provides it, and refuses to build a function that lists it.`,
  }),
  customObjects: (uid: string, types: readonly string[]): Warning => ({
    code: 'custom-objects',
    message: `The card "${printable(uid)}" is for ${list(types)}: custom objects need the scope crm.objects.custom.read from 2026.03 on, which the app does not have.`,
  }),
  merged: (folders: readonly string[]): Warning => ({
    code: 'functions-merged',
    message: `All functions are in one folder from 2026.03 on: ${list(folders)} are merged.`,
  }),
  packageMade: (path: string): Warning => ({
    code: 'package-json-made',
    message: `${printable(path)} is new: HubSpot's tools refuse a functions folder without it.`,
  }),
  leftBehind: (paths: readonly string[]): Warning => ({
    code: 'left-behind',
    message: `Not part of the app, and left where ${paths.length === 1 ? 'it is' : 'they are'}: ${list(paths)}.`,
  }),
  readmeLines: (file: string, lines: readonly number[]): Warning => ({
    code: 'old-paths',
    message: `${printable(file)} is left as it is: update ${lines.length === 1 ? `line ${lines[0]}, which still describes` : `lines ${lines.join(', ')}, which still describe`} the old version.`,
  }),
  fetchUnclear: (file: string, line: number): Warning => ({
    code: 'fetch-origin',
    message: `${printable(file)}:${line} calls hubspot.fetch with an address that is put together when it runs. Add its origin to permittedUrls.fetch in app-hsmeta.json.`,
  }),
  cardNotListed: (file: string): Warning => ({
    code: 'card-not-listed',
    message: `${printable(file)} describes a card that app.json does not list, so HubSpot did not build it. It is moved as it is, and still not built.`,
  }),
  cardSkipped: (configFile: string): Warning => ({
    code: 'card-skipped',
    message: `${printable(configFile)} is left out, as you asked: it stays in the archive, and the app has no such card any more.`,
  }),
  deprecatedCall: (file: string, lines: readonly number[]): Warning => ({
    code: 'deprecated-call',
    message: `${printable(file)}:${lines.join(',')} uses runServerlessFunction, which still works but is deprecated. hubspot.serverless(name, { parameters }) gives the bare response, and throws where the older one gives the status ERROR.`,
  }),
  cardImport: (file: string): Warning => ({
    code: 'card-import',
    message: `${printable(file)} uses no hubspot of @hubspot/ui-extensions; HubSpot does not render a card without that import.`,
  }),
  importOutside: (file: string, line: number, specifier: string): Warning => ({
    code: 'card-import-outside',
    message: `${printable(file)}:${line} imports ${printable(specifier)}, which is outside the cards folder: HubSpot does not support that.`,
  }),
  callbackByHand: (file: string, line: number): Warning => ({
    code: 'callback-by-hand',
    message: `${printable(file)}:${line} answers through a callback, and its exports have a form that no adapter can be added to. Return the response instead.`,
  }),
  adapted: (file: string): Warning => ({
    code: 'adapter-added',
    message: `${printable(file)} answers through a callback, which functions no longer get. An adapter at its end makes it return the answer; nothing else in the file changes.`,
  }),
  callers: (path: string, places: readonly string[], changed: boolean): Warning => ({
    code: changed ? 'caller-changed' : 'caller',
    message: changed
      ? `Changed to ${printable(path)}: ${list(places)}.`
      : `The address is ${printable(path)} now. Still called at the old one: ${list(places)}. Change these when you switch over, or run again with --fix-callers.`,
  }),
  callersElsewhere: (places: readonly string[]): Warning => ({
    code: 'caller',
    message: `Outside of the project, and so left as they are: ${list(places)} call the old address.`,
  }),
  callersUnclear: (places: readonly string[]): Warning => ({
    code: 'caller-unclear',
    message: `These put an address under /_hcms/api/ together or call another function: ${list(places)}. Check whether it is one of these functions.`,
  }),
  runtimePackages: (names: readonly string[]): Warning => ({
    code: 'runtime-packages',
    message: `The design manager provided ${list(names)} in old versions. package.json now asks for current ones: test the calls you make with them.`,
  }),
  sourceKept: (folder: string): Warning => ({
    code: 'source-kept',
    message: `${printable(folder)} is outside of the project and stays as it is.`,
  }),
  undocumentedContext: (file: string, line: number, key: string): Warning => ({
    code: 'context-undocumented',
    message: `${printable(file)}:${line} reads context.${key}, which is not documented for functions of a project: it may be missing there.`,
  }),
  editedSince: (path: string, kept: string): Warning => ({
    code: 'edited-since',
    message: `${printable(path)} was edited after the migration. Your version is kept as ${printable(kept)}.`,
  }),
  goneSince: (path: string, from: string): Warning => ({
    code: 'gone-since',
    message: `${printable(path)} is gone, so ${printable(from)} cannot be put back.`,
  }),
  addedSince: (paths: readonly string[]): readonly Warning[] =>
    paths.length === 0
      ? []
      : [
          {
            code: 'added-since',
            message: `Added after the migration, and left where they are: ${list(paths)}.`,
          },
        ],
  keptAfterRestoring: (folder: string): Warning => ({
    code: 'kept',
    message: `${printable(folder)} keeps what the migration had written. Delete it when you no longer need it.`,
  }),
  uncommitted: (count: number): Warning => ({
    code: 'uncommitted-changes',
    message: `The git repository has uncommitted changes here (${count === 1 ? '1 file' : `${count} files`}). Nothing is lost, but commit them first to see the migration alone in git diff.`,
  }),
  link: (path: string): Warning => ({
    code: 'symbolic-link',
    message: `${printable(path)} is a symbolic link. It is moved as it is: check that it still leads to the right place.`,
  }),
} as const;
