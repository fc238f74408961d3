import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Names what a build is made from: the same sources have the same id, wherever they are built. */
export function buildId(root: string): string {
  const hash = createHash('sha256');
  const made = ['src', 'public', 'build'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const others = [
    'index.html',
    'vite.config.ts',
    '../client/src/operations.ts',
    '../package-lock.json',
  ];
  for (const path of [...made, ...others.map((name) => join(root, name))].sort()) {
    hash.update(relative(root, path)).update('\0').update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 12);
}
