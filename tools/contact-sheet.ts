/**
 * `npm run contact-sheet`: paints the studio's gallery, one frame for each prompt, into one picture,
 * and lists the prompts beside it. No system has fonts for both languages, so the list is text.
 */
import { createCanvas } from '@napi-rs/canvas';
import { mkdir, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { gallery } from '../server/src/studio/gallery.ts';
import { sceneFilm } from '../server/src/studio/scene-film.ts';
import { storyboardOf } from '../server/src/studio/storyboard.ts';

const format = { width: 1280, height: 720, frames: 121, framesPerSecond: 24 };
const middle = 60;
const columns = 4;
const cell = { width: 396, height: 223 };
const gap = 4;
const folder = new URL('../docs/pictures/', import.meta.url);

async function cellOf(prompt: string, seed: number): Promise<Buffer> {
  const canvas = createCanvas(format.width, format.height);
  const film = sceneFilm(format, storyboardOf(prompt, seed, 'text'));
  await film.draw(canvas.getContext('2d'), middle);
  film.close();
  const raw = { width: format.width, height: format.height, channels: 4 } as const;
  return sharp(canvas.data(), { raw }).resize(cell).removeAlpha().png().toBuffer();
}

const rows = Math.ceil(gallery.length / columns);
const pieces = [];
for (const [at, { prompt, seed }] of gallery.entries()) {
  pieces.push({
    input: await cellOf(prompt, seed),
    left: gap + (at % columns) * (cell.width + gap),
    top: gap + Math.floor(at / columns) * (cell.height + gap),
  });
}
await mkdir(folder, { recursive: true });
await sharp({
  create: {
    width: gap + columns * (cell.width + gap),
    height: gap + rows * (cell.height + gap),
    channels: 3,
    background: '#101014',
  },
})
  .composite(pieces)
  .jpeg({ quality: 80, mozjpeg: true })
  .toFile(new URL('contact-sheet.jpg', folder).pathname);

const list = gallery.map(
  ({ prompt, seed }, at) =>
    `| ${String(Math.floor(at / columns) + 1)} | ${String((at % columns) + 1)} | ${prompt} | ${String(seed)} |`,
);
await writeFile(
  new URL('README.md', folder),
  [
    '# What the studio paints',
    '',
    'The studio is an animatic renderer: it paints what it reads in a prompt, without a model. Each',
    'picture is the middle frame of five seconds; the same prompt and seed give the same frames on',
    'every run. `server/src/studio/gallery.test.ts` holds the set to being different from each other and',
    'in motion.',
    '',
    '![Twenty-four frames, in the order of the table](contact-sheet.jpg)',
    '',
    '| Row | Column | Prompt | Seed |',
    '| --- | --- | --- | --- |',
    ...list,
    '',
    'The list and the picture are made from `server/src/studio/gallery.ts`:',
    '',
    '```sh',
    'npm run contact-sheet',
    '```',
    '',
  ].join('\n'),
);
