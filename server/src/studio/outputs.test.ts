import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOutput, outputFolder, type StoredResult } from './outputs.ts';
import { readOutput } from './read-output.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'filmgate-outputs-'));
});
afterEach(() => rm(directory, { recursive: true }));

const result: StoredResult = {
  video: 'video.mp4',
  poster: 'poster.jpg',
  lastFrame: 'last-frame.jpg',
  width: 320,
  height: 180,
  frames: 8,
  videoBytes: 1000,
};

async function readStored(stored: StoredResult) {
  const folder = outputFolder(directory, 'task-1');
  await mkdir(folder.final, { recursive: true });
  await writeFile(join(folder.final, 'result.json'), JSON.stringify(stored));
  return readOutput(folder);
}

test('files of a result lie in its own folder', async () => {
  expect(await readStored(result)).toMatchObject({
    files: { video: join(directory, 'task-1', 'video.mp4') },
  });
});

test.each([
  '../task-2/video.mp4',
  '/etc/hostname',
  '..',
  '.',
  '',
  'a/b.mp4',
  'a\\b.mp4',
  'a\0.mp4',
])(
  'a result that names %j is none: a renderer that a file took over could name any',
  async (name) => {
    for (const key of ['video', 'poster', 'lastFrame']) {
      expect(await readStored({ ...result, [key]: name })).toBeNull();
    }
  },
);

test.skipIf(process.platform === 'win32')('they are for their own user alone', async () => {
  const outputs = join(directory, 'studio');
  const folder = outputFolder(outputs, 'task-1');
  await openOutput(folder);
  for (const path of [outputs, folder.part]) expect((await stat(path)).mode & 0o777).toBe(0o700);
});
