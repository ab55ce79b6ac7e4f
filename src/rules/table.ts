import { commonjsInModule } from './commonjs-in-module.ts';
import { contextKind } from './context-kind.ts';
import { contextQuery } from './context-query.ts';
import { contextSecrets } from './context-secrets.ts';
import { customHeader } from './custom-header.ts';
import { dependencyBuiltin } from './dependency-builtin.ts';
import { dependencyNotPublic } from './dependency-not-public.ts';
import { dependencyUndeclared } from './dependency-undeclared.ts';
import { duplicateKey } from './duplicate-key.ts';
import { endpointClash } from './endpoint-clash.ts';
import { endpointShape } from './endpoint-shape.ts';
import { endpointSlash } from './endpoint-slash.ts';
import { endpointStatus } from './endpoint-status.ts';
import { entryMissing } from './entry-missing.ts';
import { entryNotJs } from './entry-not-js.ts';
import { envNotIgnored } from './env-not-ignored.ts';
import { envPlace } from './env-place.ts';
import { envTracked } from './env-tracked.ts';
import { envTypo } from './env-typo.ts';
import { environmentMap } from './environment-map.ts';
import { functionsFolderName } from './functions-folder-name.ts';
import { functionsMissingKey } from './functions-missing-key.ts';
import { hardCodedSecret } from './hard-coded-secret.ts';
import { hsmetaPlace } from './hsmeta-place.ts';
import { ignoredLayout } from './ignored-layout.ts';
import { letterCase } from './letter-case.ts';
import { localImport } from './local-import.ts';
import { missingFile } from './missing-file.ts';
import { missingSecret } from './missing-secret.ts';
import { noMain } from './no-main.ts';
import { notStrictJson } from './not-strict-json.ts';
import { packageJsonMissing } from './package-json-missing.ts';
import { paramsAsText } from './params-as-text.ts';
import { placeholderLeft } from './placeholder-left.ts';
import { platform } from './platform.ts';
import type { Rule } from './rule.ts';
import { scopesEmpty } from './scopes-empty.ts';
import { secretCase } from './secret-case.ts';
import { secretList } from './secret-list.ts';
import { secretLogged } from './secret-logged.ts';
import { secretValueInConfig } from './secret-value-in-config.ts';
import { sendResponse } from './send-response.ts';
import { syntaxError } from './syntax-error.ts';
import { tokenDeclared } from './token-declared.ts';
import { topLevelRead } from './top-level-read.ts';
import { uid } from './uid.ts';
import { undeclaredSecret } from './undeclared-secret.ts';
import { unknownFunction } from './unknown-function.ts';
import { unknownKey } from './unknown-key.ts';
import { unsuitableApp } from './unsuitable-app.ts';
import { unusedIgnore } from './unused-ignore.ts';
import { unusedSecret } from './unused-secret.ts';

/** Every rule, in the order of the documentation: secrets, code, configuration, packages. */
export const rules: readonly Rule[] = [
  undeclaredSecret,
  envTypo,
  unusedSecret,
  topLevelRead,
  secretLogged,
  hardCodedSecret,
  secretValueInConfig,
  secretList,
  tokenDeclared,
  secretCase,
  envTracked,
  envNotIgnored,
  placeholderLeft,
  missingSecret,
  envPlace,
  environmentMap,
  sendResponse,
  contextKind,
  contextSecrets,
  contextQuery,
  paramsAsText,
  customHeader,
  localImport,
  missingFile,
  noMain,
  entryMissing,
  entryNotJs,
  commonjsInModule,
  syntaxError,
  endpointStatus,
  endpointClash,
  endpointShape,
  endpointSlash,
  unknownKey,
  notStrictJson,
  duplicateKey,
  uid,
  hsmetaPlace,
  packageJsonMissing,
  functionsMissingKey,
  platform,
  unsuitableApp,
  scopesEmpty,
  letterCase,
  ignoredLayout,
  functionsFolderName,
  dependencyUndeclared,
  dependencyNotPublic,
  dependencyBuiltin,
  unknownFunction,
  unusedIgnore,
];
