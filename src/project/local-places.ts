/** What `require` adds to a name, in this order. */
const extensions = ['.js', '.json', '.node'];

/**
 * Where Node.js looks for a local file that code loads, one after the other, by
 * https://nodejs.org/api/modules.html#all-together. Nothing for a package.
 *
 * @param resolve a path from the importer's folder as this returns it, without a slash at its end
 * @param mainOf what the `package.json` of a folder names as its `main`
 */
export function localPlaces(
  specifier: string,
  resolve: (path: string) => string,
  mainOf: (folder: string) => unknown,
): readonly string[] {
  if (!/^\.{1,2}(?:\/|$)/.test(specifier)) return [];
  const extended = (place: string) => extensions.map((extension) => place + extension);
  const asFile = (place: string) => [place, ...extended(place)];
  const asFolder = (folder: string) => extended(resolve(`${folder}/index`));
  const place = resolve(specifier);
  const main = mainOf(place);
  const named = typeof main === 'string' && main !== '' ? `${specifier}/${main}` : undefined;
  return [
    ...(/(?:^|\/)\.{0,2}$/.test(specifier) ? [] : asFile(place)),
    ...(named === undefined ? [] : [...asFile(resolve(named)), ...asFolder(named)]),
    ...asFolder(specifier),
  ];
}
