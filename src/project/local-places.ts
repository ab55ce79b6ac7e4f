/** The extensions that `require` tries, in this order. */
const extensions = ['.js', '.json', '.node'];

/**
 * The places where Node.js looks for a local file that code loads, in order
 * (https://nodejs.org/api/modules.html#all-together). Empty for a package.
 * @param resolve turns a path from the importer's folder into the form to return, without a slash at its end
 * @param mainOf the `main` of the `package.json` in a folder
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
