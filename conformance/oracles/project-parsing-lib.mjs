import path from 'node:path';
import { http } from '@hubspot/local-dev-lib/http';
import { isLegacyProject, parseProjectConfig } from '@hubspot/project-parsing-lib/projects';
import { translate } from '@hubspot/project-parsing-lib/translate';
import { validateUid } from '@hubspot/project-parsing-lib/uid';
import { schemas } from '../schemas.mjs';
import { answer } from './answer.mjs';

// Where HubSpot's tools ask HubSpot for the schemas of a platform version.
http.get = async () => ({ data: schemas });

/** Reads a project as `hs project upload` does before it uploads; it looks into the components of 2025.2 and later. */
answer(async ({ directory }) => {
  const { srcDir, platformVersion } = parseProjectConfig(directory);
  if (isLegacyProject(platformVersion)) return { legacy: true, skipped: [], components: [] };
  const projectSourceDir = path.join(directory, srcDir);
  const translated = await translate({ projectSourceDir, platformVersion, accountId: 1 });
  const nodes = Object.values(translated.intermediateRepresentation.intermediateNodesIndexedByUid);
  return {
    legacy: false,
    skipped: translated.skippedHsMetaFiles,
    components: nodes.map(({ uid, componentType, metaFilePath }) => ({
      uid,
      uidProblem: validateUid(uid),
      type: componentType,
      file: metaFilePath,
    })),
  };
});
