import { slug } from '../answers/names.ts';
import { tokenName } from '../data/limits.ts';
import { type JsonObject, objectOf, stringOf, stringsOf } from '../project/json.ts';
import { privateAppConfig } from '../project/layouts/hsmeta.ts';
import type { Json } from '../types.ts';
import type { OldEndpoint } from './design-manager.ts';
import type { LegacyApp, LegacyCard, LegacyFunction } from './legacy-app.ts';

/**
 * The content of the `*-hsmeta.json` files, derived key by key from the legacy files. The keys follow HubSpot's templates
 * and projects converted by `hs project migrate` or by hand; see also `layouts/hsmeta.ts`.
 */

interface AppFacts {
  readonly uid: string;
  /** Used if the old file has no name. */
  readonly name: string;
  /** Origins that the cards' code passes to `hubspot.fetch`. */
  readonly fetchOrigins: readonly string[];
  /** Path of the logo from `srcDir`, with a leading slash. */
  readonly logo?: string | undefined;
}

/** The app from `app.json`: static auth and private distribution. No other kind of app can have functions. */
export function privateApp(config: JsonObject, facts: AppFacts): object {
  return appWith(config, facts, privateAppConfig(stringsOf(config.scopes), facts.fetchOrigins));
}

/** The app from `public-app.json`. It can have cards and webhooks, but not functions. */
export function publicApp(config: JsonObject, facts: AppFacts): object {
  const { advancedScopeSettingsEnabled: _dropped, ...auth } = objectOf(config.auth) ?? {};
  const allowed = [...new Set([...stringsOf(config.allowedUrls), ...facts.fetchOrigins])];
  return appWith(config, facts, {
    logo: facts.logo,
    distribution: 'marketplace',
    isUserLevel: false,
    auth: { type: 'oauth', ...auth },
    permittedUrls: objectOf(config.permittedUrls) ?? { fetch: allowed, iframe: [], img: [] },
    support: config.support,
  });
}

function appWith(config: JsonObject, { uid, name }: AppFacts, more: object): object {
  const shown = stringOf(config.name) ?? name;
  const description = stringOf(config.description) || shown;
  return { uid, type: 'app', config: { name: shown, description, ...more } };
}

/**
 * The configuration of a card. Names of object types are kept as written: singular, plural and upper case are all in use.
 * @param placeOf maps a file of the old layout to its new path from `srcDir`, with a leading slash
 */
export function cardComponent(card: LegacyCard, uid: string, placeOf: (file: string) => string): object {
  const { data } = card;
  const image = objectOf(data.previewImage);
  return {
    uid,
    type: 'card',
    config: {
      name: data.title,
      description: data.description,
      location: data.location,
      entrypoint: placeOf(card.entry),
      previewImage: image && card.image ? { ...image, file: placeOf(card.image) } : image,
      objectTypes: data.objectTypes === undefined ? undefined : objectTypes(data.objectTypes),
    },
  };
}

/** The object types of a card, where `{"name": "contacts"}` becomes `"contacts"`. */
export function objectTypes(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? value : []).flatMap(
    (one: Json) => stringOf(objectOf(one)?.name) ?? stringOf(one) ?? [],
  );
}

/** The configuration of the app's webhooks. `objectName` in the older format is now called `objectType`. */
export function webhooksComponent({ value }: NonNullable<LegacyApp['webhooks']>, uid: string): object {
  const subscriptions = objectOf(value.subscriptions);
  const crmObjects = subscriptions?.crmObjects;
  return {
    uid,
    type: 'webhooks',
    config: {
      settings: value.settings,
      subscriptions: Array.isArray(crmObjects)
        ? { ...subscriptions, crmObjects: crmObjects.map(withObjectType) }
        : subscriptions,
    },
  };
}

function withObjectType(subscription: Json): Json {
  const fields = objectOf(subscription);
  if (fields === undefined) return subscription;
  const named = Object.hasOwn(fields, 'objectType');
  return Object.fromEntries(
    Object.entries(fields).map(([key, one]) => [key === 'objectName' && !named ? 'objectType' : key, one]),
  );
}

/**
 * The text of a `*-hsmeta.json` file, formatted as HubSpot's own migration does: two spaces, one item per line, a final
 * newline. Undefined values are left out.
 */
export function componentText(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The `package.json` for a functions folder that had none. */
export function newManifest(project: string, dependencies: Readonly<Record<string, string>>): object {
  const name = slug(project).toLowerCase() || 'app';
  return {
    name: name.endsWith('functions') ? name : `${name}-functions`,
    version: '1.0.0',
    private: true,
    dependencies,
  };
}

/**
 * The secrets that a function will declare: its old ones and its former environment variables, without the reserved token
 * name.
 */
export function secretKeysOf({ secrets, environment, renamed }: FormerSecrets): readonly string[] {
  const names = [...secrets, ...Object.keys(environment).map((name) => renamed?.get(name) ?? name)];
  return [...new Set(names)].filter((name) => name !== tokenName);
}

type FormerSecrets = Pick<LegacyFunction, 'secrets' | 'environment'> & Partial<Pick<OldEndpoint, 'renamed'>>;
