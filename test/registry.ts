import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';

/** The parts of a `package.json` that a registry uses. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

export interface PublishedPackage {
  readonly manifest: Manifest;
  /** The content of the `.tgz` file. */
  readonly tarball: Uint8Array;
}

export interface Registry {
  /** For example `http://127.0.0.1:40123/`. */
  readonly url: string;
  /** Requested paths so far, in order. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Starts an npm registry on the loopback interface that only knows the given packages. The last one given with a name is its
 * `latest`. Answers 404 for any other package, never asks another registry, and does not answer at all for names in
 * `silent`.
 */
export async function startRegistry(
  packages: readonly PublishedPackage[],
  silent: readonly string[] = [],
): Promise<Registry> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', url).pathname).slice(1);
    requests.push(path);
    if (silent.includes(path)) return;
    const tarball = packages.find((published) => tarballPath(published.manifest) === path);
    if (tarball) {
      response.setHeader('content-type', 'application/octet-stream').end(tarball.tarball);
      return;
    }
    const versions = packages.filter(({ manifest }) => manifest.name === path);
    response.statusCode = versions.length > 0 ? 200 : 404;
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(versions.length > 0 ? packument(versions, url) : { error: 'Not found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A made-up package with the given files, whose paths are relative to the package, with `/`. */
export function makePackage(
  manifest: Manifest,
  files: Readonly<Record<string, string>> = {},
): PublishedPackage {
  const all = { 'package.json': JSON.stringify(manifest), ...files };
  const entries = Object.entries(all).map(([path, text]) => tarEntry(`package/${path}`, Buffer.from(text)));
  return { manifest, tarball: gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)])) };
}

/** Reads a package from a `.tgz` that `npm pack` wrote. */
export async function readPackage(tarballFile: string): Promise<PublishedPackage> {
  const tarball = await readFile(tarballFile);
  const archive = gunzipSync(tarball);
  for (let offset = 0; offset < archive.length; ) {
    const name = archive.toString('utf8', offset, archive.indexOf(0, offset));
    const size = Number.parseInt(archive.toString('latin1', offset + 124, offset + 135), 8);
    const start = offset + 512;
    if (name === 'package/package.json') {
      return { manifest: JSON.parse(archive.toString('utf8', start, start + size)), tarball };
    }
    offset = start + Math.ceil(size / 512) * 512;
  }
  throw new Error(`${tarballFile} holds no package/package.json`);
}

const tarballPath = ({ name, version }: Manifest) => `${name}/-/${name.split('/').at(-1)}-${version}.tgz`;

/** Old enough for every package manager's minimum age of releases. */
const publishedAt = '2020-01-01T00:00:00.000Z';

function packument(versions: readonly PublishedPackage[], url: string) {
  const entries = versions.map(({ manifest, tarball }) => {
    const dist = {
      tarball: url + tarballPath(manifest),
      shasum: createHash('sha1').update(tarball).digest('hex'),
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    };
    return [manifest.version, { ...manifest, dist }] as const;
  });
  const latest = entries.at(-1)?.[0];
  const times = entries.map(([version]) => [version, publishedAt]);
  return {
    name: versions[0]?.manifest.name,
    'dist-tags': { latest },
    versions: Object.fromEntries(entries),
    time: { created: publishedAt, modified: publishedAt, ...Object.fromEntries(times) },
  };
}

function tarEntry(path: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('0000755\0', 100);
  header.write('0000000\0'.repeat(2), 108);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
