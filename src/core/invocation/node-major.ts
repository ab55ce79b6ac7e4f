import type { Project, Warning } from '../../types.ts';

/** Warns where a function runs on another Node than HubSpot's, as far as HubSpot says which one that is. */
export function nodeMajorWarning({ platform, platformVersion }: Project, major: number): Warning | undefined {
  const { nodeMajor } = platform;
  if (nodeMajor === undefined || nodeMajor === major) return undefined;
  const message = `It runs on Node ${major} here, and on Node ${nodeMajor} at HubSpot (platform version ${platformVersion}): --node ${nodeMajor} runs it on that.`;
  return { code: 'node-version', message };
}
