import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { thumbOf } from '../media/small-pictures.ts';
import { openFilm } from './encode.ts';
import { openFilmOf } from './films.ts';
import type { StudioJob } from './job.ts';
import { contentLabel, labelAsXmp } from './label.ts';
import { drawMark } from './mark.ts';
import type { StoredResult } from './outputs.ts';
import { soundOf } from './sound/sound.ts';

const jpegQuality = 90;
const names = {
  video: 'video.mp4',
  poster: 'poster.jpg',
  lastFrame: 'last-frame.jpg',
  thumb: 'thumb.jpg',
} as const;

/** Renders a job's files into a folder; `tell` hears of every frame as 0 … 99 percent. */
export async function renderJob(
  job: StudioJob,
  folder: string,
  tell: (percent: number) => void,
): Promise<StoredResult> {
  const canvas = createCanvas(job.width, job.height);
  const context = canvas.getContext('2d');
  const film = await openFilmOf(job);
  const sound = job.generateAudio ? await soundOf(job) : null;
  const videoPath = join(folder, names.video);
  const label = contentLabel(job);
  const writer = await openFilm(videoPath, job, sound, label);
  for (let frame = 0; frame < job.frames; frame += 1) {
    await film.draw(context, frame);
    if (frame === job.frames - 1 && job.returnLastFrame) {
      await writePicture(canvas, label, join(folder, names.lastFrame));
    }
    if (job.watermark) drawMark(context, job);
    if (frame === 0) {
      await writePicture(canvas, label, join(folder, names.poster));
      await writeFile(join(folder, names.thumb), await thumbOf(pictureOf(canvas, label)));
    }
    await writer.add(canvas);
    tell(Math.floor((frame * 100) / job.frames));
  }
  film.close();
  await writer.finish();
  return {
    video: names.video,
    poster: names.poster,
    lastFrame: job.returnLastFrame ? names.lastFrame : null,
    thumb: names.thumb,
    width: job.width,
    height: job.height,
    frames: job.frames,
    videoBytes: (await stat(videoPath)).size,
  };
}

async function writePicture(canvas: Canvas, label: string, path: string): Promise<void> {
  await pictureOf(canvas, label).jpeg({ quality: jpegQuality }).toFile(path);
}

function pictureOf(canvas: Canvas, label: string): Sharp {
  const { width, height } = canvas;
  return sharp(canvas.data(), { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .withXmp(labelAsXmp(label));
}
