import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../boot/compose.ts';
import { saveVideo } from './save-video.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-save-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('all files have the mode that this user’s new files have, whatever the store’s have', async () => {
  const kept = { video: 0o444, poster: 0o600, last: 0o640 };
  for (const [name, mode] of Object.entries(kept)) {
    await writeFile(join(folder, name), name);
    await chmod(join(folder, name), mode);
  }
  const usual = join(folder, 'usual');
  await writeFile(usual, '');
  const to = { video: 'v.mp4', poster: 'p.jpg', lastFrame: 'l.jpg' };
  const app = {
    store: { open: (sha256: string) => Promise.resolve({ path: join(folder, sha256) }) },
    urls: {},
  };
  await saveVideo(
    'task_1',
    { video: 'video', videoBytes: 5, poster: 'poster', lastFrame: 'last' },
    {
      video: join(folder, to.video),
      poster: join(folder, to.poster),
      lastFrame: join(folder, to.lastFrame),
    },
    // Of the store it opens files alone.
    app as unknown as Pick<App, 'store' | 'urls'>,
  );
  const { mode } = await stat(usual);
  for (const name of Object.values(to)) {
    expect([name, (await stat(join(folder, name))).mode]).toEqual([name, mode]);
  }
  expect(await readFile(join(folder, to.video), 'utf8')).toBe('video');
});
