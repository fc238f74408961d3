import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildId } from '../build/build-id.ts';
import { readConsoleBuild } from '../../server/src/http/console/build.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const buildWithinMs = 120_000;

const isBuilt = (): boolean => readConsoleBuild(join(root, 'dist'))?.id === buildId(root);

/** Builds the console where the one that stands is of other sources; of several who want it, one does. */
export async function ensureBuilt(): Promise<void> {
  const lock = join(root, 'dist.lock');
  const until = Date.now() + buildWithinMs;
  while (!isBuilt()) {
    if (Date.now() > until)
      throw new Error(`the console was not built in time; is ${lock} a leftover?`);
    const isOurs = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (!isOurs) {
      await wait(200);
      continue;
    }
    try {
      if (!isBuilt()) await build();
    } finally {
      await rm(lock, { recursive: true });
    }
  }
}

async function build(): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'prepare.js')], { stdio: 'pipe' });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (words += chunk.toString()));
  }
  await once(child, 'close');
  if (!isBuilt()) throw new Error(words);
}
