import { statSync } from 'node:fs';
import type { Setting } from './setting.ts';

/** What `npm create` downloads for a generator. */
export interface Size {
  readonly name: string;
  /** Size of its own tarball in bytes. */
  readonly tarballBytes: number;
  /** The number of packages that it brings, including itself. */
  readonly packages: number;
}

/** The download sizes of this program and of other generators. */
export function measureSizes({ subject, peers }: Setting): readonly Size[] {
  const own = { name: subject.name, tarballBytes: statSync(subject.tarball).size, packages: 1 };
  const others = ['create-hono', 'create-vite', 'create-vue', 'create-next-app', 'sv'].map((name) => ({
    name,
    tarballBytes: statSync(peers.tarball(name)).size,
    packages: peers.packageCount(name),
  }));
  return [own, ...others];
}
