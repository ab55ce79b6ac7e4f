import { createRequire } from 'node:module';
import { PLATFORM_VERSIONS as ofLocalDevLib } from '@hubspot/local-dev-lib/constants/projects';
import { DEPRECATED_PLATFORM_VERSIONS, PLATFORM_VERSIONS } from '@hubspot/project-parsing-lib/constants';
import { answer } from './answer.mjs';

const require = createRequire(import.meta.url);
const appFunctions = require('@hubspot/app-functions-dev-server/dist/constants');
const uiExtensions = await import(
  new URL('./lib/constants.js', import.meta.resolve('@hubspot/ui-extensions-dev-server'))
);

/** The platform versions that each package knows. */
answer(async () => ({
  'project-parsing-lib': [
    ...Object.values(PLATFORM_VERSIONS),
    ...Object.values(DEPRECATED_PLATFORM_VERSIONS),
  ],
  'local-dev-lib': Object.values(ofLocalDevLib),
  'app-functions-dev-server': Object.values(appFunctions.PLATFORM_VERSION),
  'ui-extensions-dev-server': Object.values(uiExtensions.PLATFORM_VERSION),
}));
