import { statSync } from 'node:fs';
import type { Setting } from './setting.ts';

/** What `npm create` downloads for a generator. */
export interface Size {
  readonly name: string;
  /** Bytes of its own tarball. */
  readonly tarballBytes: number;
  /** Packages that it brings, itself included. */
  readonly packages: number;
}

/** The generators by the size of their tarball. */
export function measureSizes({ subject, peers }: Setting): readonly Size[] {
  const own = { name: subject.name, tarballBytes: statSync(subject.tarball).size, packages: 1 };
  const others = ['create-hono', 'create-vite', 'create-vue', 'create-next-app', 'sv'].map((name) => ({
    name,
    tarballBytes: statSync(peers.tarball(name)).size,
    packages: peers.packageCount(name),
  }));
  return [own, ...others];
}
