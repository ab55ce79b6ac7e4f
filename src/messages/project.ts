import type { Platform } from '../data/platforms.ts';
import type { Loose } from '../edit/json-scanner.ts';
import { endpointClash, siblingClash } from '../rules/endpoint-clash.ts';
import { envNotIgnored, unprotectedEnv } from '../rules/env-not-ignored.ts';
import { envTracked, trackedEnvFound } from '../rules/env-tracked.ts';
import { functionsFolderName, unusualFolder } from '../rules/functions-folder-name.ts';
import { ignoredFile, ignoredLayout } from '../rules/ignored-layout.ts';
import { looseFile, notStrictJson } from '../rules/not-strict-json.ts';
import { meaningOf, warningRow } from '../rules/rule.ts';
import { printable } from '../terminal/text.ts';
import type { FaultOf, Flags, Lists, Numbers, Refusals, Strings, Texts, Warnings, Words } from './row.ts';
import { faultText, list, quoted } from './shown.ts';

/** The reason why the folder named by `--functions-directory` cannot be used. */
export interface FolderFault extends Placed {
  readonly typed: string;
  readonly fault: keyof typeof folderFaults;
  /** The folders that could have been named. */
  readonly candidates: readonly string[];
}

/** An app that was found instead of one that can have functions on this platform version. */
export interface OtherApp {
  readonly path: string;
  readonly kind: keyof typeof otherApps;
}

export interface UnsuitableApp {
  readonly appFile: string;
  readonly field: string;
  /** As JSON; undefined if the field is missing. */
  readonly value: string | undefined;
  readonly needed: string;
}

/** Where a value was given, such as `platform in answers.json`; undefined for an option. */
interface Placed {
  readonly place?: string;
}

type UnknownPlatform = (Placed & Strings<'option'> & Lists<'known'>) | (Strings<'version'> & Lists<'known'>);

/** `only` is the only functions folder that this platform version allows. */
type OtherFolder = Placed & Strings<'typed' | 'only' | 'version'>;

type NoApp = Strings<'appFile' | 'sourceDirectory' | 'version'> & { readonly other?: OtherApp | undefined };

/** Refusals because of the project. */
export const projectRefusals = {
  'file-name-case': {
    means: 'The letter case of a file name is wrong.',
    words: ({ path, name }: Strings<'path' | 'name'>) => ({
      message: `HubSpot does not read ${printable(path)}: case matters there.`,
      hint: `Rename it to ${name}.`,
    }),
  },
  'no-project': {
    exit: 'input',
    means: 'There is no project here or above.',
    words: ({ from = false }: { /** Can --from name a folder instead? */ readonly from?: boolean }) => ({
      message: 'No hsproject.json here or in a folder above.',
      hint: from
        ? 'Run this inside a project. For design-manager functions, name their folder: --from <name>.functions'
        : 'Run this inside a project, or create one: npm create hs-function@latest',
    }),
  },
  'several-projects': {
    exit: 'input',
    means: 'Several projects are in this folder.',
    words: ({ folders, orNew }: Lists<'folders'> & Flags<'orNew'>) => ({
      message: `Several projects are in this folder: ${list(folders)}.`,
      hint: `Run this in one of them.${orNew ? ' To create another project here, name it with --app.' : ''}`,
    }),
  },
  'invalid-project': {
    means: 'hsproject.json is not what HubSpot expects.',
    words: (fault: FaultOf<typeof projectFaults>) => faultText(projectFaults, fault),
  },
  'unknown-platform': {
    exit: 'input',
    means: 'The platform version is unknown.',
    option: 'platform',
    words: (platform: UnknownPlatform) => {
      const known = platform.known.join(', ');
      return 'option' in platform
        ? {
            message: `Unknown platform version ${quoted(platform.option)} (${platform.place ?? '--platform'}).`,
            hint: `Choose one of: ${known}.`,
          }
        : {
            message: `The project has the unknown platform version ${quoted(platform.version)}, so its layout is uncertain.`,
            hint: `Set --platform to the version whose layout it has: ${known}.`,
          };
    },
  },
  'platform-differs': {
    exit: 'input',
    means: 'The project has another platform version.',
    option: 'platform',
    words: ({ chosen, version, place }: Placed & Strings<'chosen' | 'version'>) => ({
      message: `The project has platform version ${quoted(version)}, not ${quoted(chosen)} (${place ?? '--platform'}).`,
      hint: 'Leave the version out: an existing project keeps its own.',
    }),
  },
  'no-serverless-functions': {
    means: 'The platform version has no serverless functions.',
    words: ({ version, similar }: Strings<'version'> & Lists<'similar'>) => ({
      message: `Platform version ${version} has no serverless functions.`,
      hint: `${similar.join(' and ')} have the same layout and functions: change "platformVersion" in hsproject.json first.`,
    }),
  },
  'callback-functions': {
    means: 'Functions of this platform version answer through a callback.',
    words: ({ version }: Strings<'version'>) => ({
      message: `Functions of platform version ${version} answer by calling sendResponse(response); the new function would return its response.`,
      hint: 'Run migrate first: it moves the project to a version that HubSpot builds. invoke runs the functions as they are.',
    }),
  },
  'several-functions-directories': {
    exit: 'input',
    means: 'The project has several functions folders.',
    words: ({ candidates }: Lists<'candidates'>) => ({
      message: `The project has several functions folders: ${list(candidates)}.`,
      hint: 'Choose one with --functions-directory.',
    }),
  },
  'functions-directory': {
    exit: 'input',
    means: 'The folder cannot have functions.',
    option: 'functions-directory',
    words: (folder: FolderFault | OtherFolder) => {
      const named = `${quoted(folder.typed)} (${folder.place ?? '--functions-directory'})`;
      return 'only' in folder
        ? {
            message: `${named} is not the functions folder of platform version ${printable(folder.version)}.`,
            hint: `That is always ${printable(folder.only)}: leave it out.`,
          }
        : {
            message: `${named} ${folderFaults[folder.fault]}.`,
            hint:
              folder.candidates.length === 0
                ? 'A functions folder is next to app.json, and its name ends in .functions.'
                : `This project has: ${list(folder.candidates)}.`,
          };
    },
  },
  'no-app': {
    means: 'The project has no app that could have serverless functions.',
    // Without `appFile`, migrate found no app to move.
    words: (app: NoApp | Strings<'sourceDirectory'>) => {
      if (!('appFile' in app)) {
        return {
          message: `There is no app.json or public-app.json in ${printable(app.sourceDirectory)}, so there is no app to migrate.`,
          hint: 'Check "srcDir" in hsproject.json. For a new app, use npm create hs-function@latest; for design-manager functions, name their folder: --from <folder>.',
        };
      }
      const { appFile, sourceDirectory, version, other } = app;
      const folder = sourceDirectory === '.' ? 'the project' : printable(sourceDirectory);
      const found = other === undefined ? '' : ` ${printable(other.path)} ${otherApps[other.kind]}.`;
      return {
        message: `Serverless functions belong to an app, and ${folder} has no ${appFile} (platform version ${printable(version)}).${found}`,
        hint: 'Add a private app to the project first, or create a new project in an empty folder.',
      };
    },
  },
  'several-apps': {
    means: 'The project has several apps, but HubSpot allows only one.',
    words: ({ paths, migrating = false }: Lists<'paths'> & { readonly migrating?: boolean }) => {
      const files = list(paths);
      return migrating
        ? {
            message: `The project has ${paths.length} apps: ${files}. A project of 2026.03 or later has one.`,
            hint: 'Move the others into projects of their own, then migrate each project.',
          }
        : {
            message: `The project has several apps: ${files}.`,
            hint: 'HubSpot allows one app in a project: keep one of these files.',
          };
    },
  },
  'unsuitable-app': {
    means: 'This kind of app cannot have serverless functions.',
    words: ({ appFile, field, value, needed }: UnsuitableApp) => ({
      message: `${printable(appFile)}: ${field} is ${value === undefined ? 'missing' : printable(value)}, but must be ${needed}.`,
      hint: 'Only private apps with static auth can have serverless functions, not OAuth or marketplace apps.',
    }),
  },
} as const satisfies Refusals;

const folderFaults = {
  missing: 'is not a folder of this project',
  'wrong-ending': 'does not end in .functions',
  'design-manager': 'has design-manager (CMS) functions, which belong to no app',
  'outside-app': 'is not in an app: no folder above it has an app.json',
};

const otherApps = {
  'newer-layout': 'has a newer layout, which this version does not build',
  'older-layout': 'has an older layout, which this version does not build',
  public: 'is a public app, which cannot have functions',
};

const lookLike = 'It should look like {"name": "my-app", "srcDir": "src", "platformVersion": "…"}.';

/** Problems in an `hsproject.json`. `where` is the file's name, with the line if it is known. */
const projectFaults = {
  'not-an-object': ({ where }: Strings<'where'>) => ({
    message: `${printable(where)} is not a JSON object.`,
    hint: lookLike,
  }),
  'missing-keys': ({ where, keys }: Strings<'where'> & Lists<'keys'>) => ({
    message: `${printable(where)} has no ${keys.map((key) => `"${key}"`).join(' and no ')}, which HubSpot's tools require.`,
    hint: lookLike,
  }),
  'not-a-string': ({ where, key, type }: Strings<'where' | 'key' | 'type'>) => ({
    message: `${printable(where)}: "${key}" is ${type}, but must be a string.`,
    hint: lookLike,
  }),
  'long-version': ({ where, length }: Strings<'where'> & Numbers<'length'>) => ({
    message: `${printable(where)}: "platformVersion" has ${length} characters, so it is not a version.`,
    hint: lookLike,
  }),
  'source-outside': ({ where, sourceDirectory }: Strings<'where' | 'sourceDirectory'>) => ({
    message: `${printable(where)}: "srcDir" is ${quoted(sourceDirectory)}, which is not a folder inside the project.`,
    hint: lookLike,
  }),
  'no-source': ({
    where,
    sourceDirectory,
    spelled,
  }: Strings<'where' | 'sourceDirectory'> & { readonly spelled: string | undefined }) => ({
    message: `${printable(where)}: "srcDir" is ${quoted(sourceDirectory)}, but there is no such folder.`,
    // The disk ignores letter case and has the folder under another spelling.
    hint:
      spelled === undefined
        ? `Create the folder ${quoted(sourceDirectory)}, or correct "srcDir".`
        : `There is ${quoted(spelled)}: case matters at HubSpot, so write it exactly like that.`,
  }),
  'no-version': ({
    where,
    layout,
    versions,
  }: Strings<'where'> & Pick<Platform, 'layout'> & Lists<'versions'>) => ({
    message: `${printable(where)} has no "platformVersion", which HubSpot's tools require.`,
    hint: `Add it first. Versions of a project with ${layout === 'hsmeta' ? 'app-hsmeta.json' : 'app.json'}: ${versions.join(' and ')}.`,
  }),
} as const satisfies Texts<Words>;

/** Warnings about things in a project that are not changed. */
export const projectWarnings = {
  'project-below': {
    means: 'The only project in a folder below is used.',
    words: ({ folder }: Strings<'folder'>) => `Using the project in ${printable(folder)}/.`,
  },
  'name-as-function': {
    means: 'Inside a project, the argument was taken as the name of a function.',
    words: ({ name }: Strings<'name'>) =>
      `Inside a project, ${quoted(name)} is the name of the new function. For a directory, use ./${printable(name)}.`,
  },
  'more-findings': {
    means: 'There are too many findings to show them all.',
    words: ({ most }: { readonly most: number }) =>
      `There are more than ${most.toLocaleString('en-US')} findings; the others are not shown. Repair these first, then run the command again.`,
  },
  'half-changed': {
    means: 'An interrupted run left the project half changed.',
    words: ({ entry, settles }: Strings<'entry'> & Flags<'settles'>) =>
      settles
        ? 'An earlier run was interrupted while it was changing this project, and left it half changed. To repair it, run the interrupted command again.'
        : `${printable(entry)} was left by a run on another machine, in a container or in another copy of this project, which may be half changed. If nothing runs there any more, check the project and delete everything whose name begins like that.`,
  },
  'profile-values': {
    means: 'Variables take their values from a profile.',
    words: ({ path, files }: Strings<'path'> & Lists<'files'>) =>
      `The variables in ${printable(path)} take their values from ${files.map(printable).join(' and ')} here.`,
  },
  'profile-variable': {
    means: 'The value of a variable is uncertain.',
    words: ({ path, name, differs, files }: Strings<'path' | 'name'> & Flags<'differs'> & Lists<'files'>) => {
      const variable = `\${${printable(name)}}`;
      const why = differs
        ? `${files.map(printable).join(' and ')} give it different values or none`
        : 'no hsprofile.*.json defines it';
      return `${printable(path)} uses ${variable}, but ${why}: names, paths and secrets with it are not checked here.`;
    },
  },
  'not-strict-json': warningRow(notStrictJson, (loose: Loose & Strings<'path'>) =>
    looseFile({ ...loose, path: printable(loose.path) }),
  ),
  'ignored-layout': warningRow(
    ignoredLayout,
    ({ ignored, appFile, version }: Strings<'ignored' | 'appFile' | 'version'>) =>
      ignoredFile(printable(ignored), printable(version), printable(appFile)),
  ),
  'functions-folder-name': warningRow(functionsFolderName, ({ folder }: Strings<'folder'>) =>
    unusualFolder(printable(folder), printable(folder)),
  ),
  'no-platform-version': {
    means: 'hsproject.json names no platform version.',
    words: ({ readAs }: Strings<'readAs'>) =>
      `hsproject.json has no "platformVersion", which HubSpot's tools require. The project is read as ${readAs}; set the version that it has.`,
  },
  'no-serverless-functions': {
    means: 'HubSpot does not build functions of this platform version.',
    words: ({ version, similar }: Strings<'version'> & Lists<'similar'>) =>
      `HubSpot does not build functions of platform version ${printable(version)}. ${similar.join(' and ')} have the same layout and functions: set "platformVersion" in hsproject.json to one of them.`,
  },
  'callback-functions': {
    means: 'Functions of this platform version answer through a callback.',
    words: ({ version }: Strings<'version'>) =>
      `Functions of platform version ${printable(version)} answer by calling sendResponse(response). From 2023.2 on they return the response, and there is no sendResponse.`,
  },
  'unknown-platform': {
    means: 'The platform version is unknown.',
    words: ({ version, readAs }: Strings<'version' | 'readAs'>) =>
      `Unknown platform version ${quoted(version)}: the project is read as ${readAs}. Check HubSpot's changelog for what changed.`,
  },
  'endpoint-in-sibling': warningRow(
    endpointClash,
    ({ name, path, other, project }: Strings<'name' | 'path' | 'other' | 'project'>) => {
      const sibling = { path: printable(path), function: printable(other), project: printable(project) };
      return siblingClash(printable(name), sibling, printable(path));
    },
  ),
  'env-not-ignored': {
    means: meaningOf(envNotIgnored),
    words: ({ envFile, ignoreFile }: Strings<'envFile' | 'ignoreFile'>) =>
      `${unprotectedEnv(printable(envFile)).message} Rules are added to ${printable(ignoreFile)}.`,
  },
  'restored-env': {
    means: meaningOf(envNotIgnored),
    words: ({ envFile }: Strings<'envFile'>) =>
      `${unprotectedEnv(printable(envFile)).message} Run check --fix, which adds the rules.`,
  },
  'env-tracked': warningRow(envTracked, ({ envFile, removal }: Strings<'envFile'> & Lists<'removal'>) =>
    trackedEnvFound(printable(envFile), removal),
  ),
} as const satisfies Warnings;
