/** Is it `hsproject.json`? HubSpot's tools compare the name without case. */
export function isProjectFileName(name: string): boolean {
  return name.length === 14 && name.toLowerCase() === 'hsproject.json';
}
