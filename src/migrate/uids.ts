import { posix } from 'node:path';
import { withoutDevice } from '../answers/names.ts';
import { hsmetaEnding, longestUid } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { refusal, warning } from '../messages/messages.ts';
import type { Warning } from '../types.ts';

/** The names of an app's components in the old layout. */
interface OldUids {
  /** The app's `uid`, if it has one. */
  readonly app: string | undefined;
  /** Names to derive a `uid` from if the app has none, best first. */
  readonly appNames: readonly string[];
  /** The functions' keys, each with the file that registers it. */
  readonly functions: readonly { readonly uid: string; readonly configFile: string }[];
  readonly cards: readonly { readonly uid: string | undefined; readonly configFile: string }[];
  readonly webhooks: boolean;
}

/** The names in the new layout, where all components share one namespace. */
export interface NewUids {
  readonly app: string;
  /** In the order of the old cards. */
  readonly cards: readonly string[];
  readonly webhooks: string;
  readonly refusals: readonly Problem[];
  readonly notes: readonly Warning[];
}

/**
 * Keeps every existing `uid`, because to HubSpot a changed `uid` is a new component. If two components would get the same
 * `uid`, the card is renamed: the app's `uid` identifies its credentials, and callers use those of functions.
 */
export function newUids(old: OldUids): NewUids {
  const refusals: Problem[] = [];
  const notes: Warning[] = [];
  const app = old.app ?? (old.appNames.map(coercedUid).find((name) => name !== '') || 'app');
  if (old.app === undefined) notes.push(warning('app-uid', { uid: app }));
  else if (!isUid(app)) refusals.push(invalidUid(app, 'The app'));

  const taken = new Map<string, string>([[app, 'app']]);
  for (const { uid, configFile } of old.functions) {
    const other = taken.get(uid);
    if (other === 'app') {
      refusals.push(refusal('function-uid', { uid, appFile: configFile }, { conflicts: [configFile] }));
    } else if (other !== undefined) {
      const same = { uid, one: other, other: configFile };
      refusals.push(refusal('function-uid', same, { conflicts: [other, configFile] }));
    }
    if (!isUid(uid)) refusals.push(invalidUid(uid, `${configFile}: the function`));
    taken.set(uid, configFile);
  }
  const free = (uid: string) => firstFree(uid, taken);
  const cards = old.cards.map(({ uid, configFile }) => {
    const wanted = uid ?? coercedUid(posix.basename(configFile).replace(/\.json$/i, ''));
    const coerced = isUid(wanted) ? wanted : coercedUid(wanted) || 'card';
    const given = taken.has(coerced) ? free(coerced) : coerced;
    taken.set(given, configFile);
    if (given !== wanted) {
      notes.push(warning('uid-renamed', { file: configFile, wanted, given, clashes: taken.has(wanted) }));
    }
    return given;
  });
  const webhooks = taken.has('webhooks')
    ? coercedUid(`${app.slice(0, longestUid - 9)}-webhooks`)
    : 'webhooks';
  return { app, cards, webhooks, refusals, notes };
}

/** The name of a component's configuration file, adjusted so that Windows accepts it, even for a `uid` such as `aux.x`. */
export function hsmetaFile(uid: string): string {
  return withoutDevice(uid + hsmetaEnding);
}

function invalidUid(uid: string, what: string): Problem {
  return refusal('invalid-uid', { uid, what }, { conflicts: [uid] });
}

function firstFree(uid: string, taken: ReadonlyMap<string, string>): string {
  for (let count = 1; ; count++) {
    const ending = count === 1 ? '-card' : `-card-${count}`;
    const candidate = uid.slice(0, longestUid - ending.length) + ending;
    if (!taken.has(candidate)) return candidate;
  }
}

export function isUid(text: string): boolean {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(text);
}

/** The `uid` that HubSpot's own migration suggests (`coerceToValidUid` of `@hubspot/project-parsing-lib` 0.23.0). */
export function coercedUid(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]/g, '').slice(0, longestUid);
}
