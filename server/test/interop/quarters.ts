/** Pictures and clips whose four quarters have plain colours, so that they are known again in a video. */
import { createCanvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import { expect } from 'vitest';
import type { DecodedFrame } from '../../src/media/testing/inspect.ts';
import { openFilm } from '../../src/studio/encode.ts';

type Rgb = readonly [red: number, green: number, blue: number];
/** By rows: upper left, upper right, lower left, lower right. */
export type Quarters = readonly [Rgb, Rgb, Rgb, Rgb];

export const warm: Quarters = [
  [200, 70, 60],
  [220, 180, 80],
  [150, 60, 120],
  [120, 90, 60],
];
export const cool: Quarters = [
  [60, 110, 190],
  [70, 160, 110],
  [90, 80, 160],
  [180, 200, 210],
];

function paint(width: number, height: number, colors: Quarters) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  for (const [index, [red, green, blue]] of colors.entries()) {
    const [column, row] = [index % 2, Math.floor(index / 2)];
    context.fillStyle = `rgb(${String(red)}, ${String(green)}, ${String(blue)})`;
    context.fillRect((column * width) / 2, (row * height) / 2, width / 2, height / 2);
  }
  return canvas;
}

/** A JPEG. */
export async function pictureOf(colors: Quarters, width: number, height: number): Promise<Buffer> {
  const raw = { width, height, channels: 4 } as const;
  return sharp(paint(width, height, colors).data(), { raw })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** A Windows bitmap of 32 bits, its rows from the top. */
export function bitmapOf(colors: Quarters, width: number, height: number): Buffer {
  const header = Buffer.alloc(54);
  const pixels = paint(width, height, colors).data();
  header.write('BM', 'latin1');
  header.writeUInt32LE(header.length + pixels.length, 2);
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(-height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(32, 28);
  // There blue stands first.
  const turned = pixels.map((_, at) => pixels[at % 4 === 3 ? at : at + 2 - 2 * (at % 4)] ?? 0);
  return Buffer.concat([header, turned]);
}

/** An MP4 at 24 frames a second without sound. */
export async function writeClip(
  path: string,
  colors: Quarters,
  shape: { width: number; height: number; seconds: number },
): Promise<void> {
  const framesPerSecond = 24;
  const frames = shape.seconds * framesPerSecond;
  const film = await openFilm(path, { ...shape, frames, framesPerSecond }, null, '{}');
  const canvas = paint(shape.width, shape.height, colors);
  for (let frame = 0; frame < frames; frame += 1) await film.add(canvas);
  await film.finish();
}

/** What JPEG, H.264 and the conversions between their colours may change of a channel. */
const tolerance = 20;

export function expectQuarters(frame: DecodedFrame, colors: Quarters): void {
  for (const [index, color] of colors.entries()) {
    const found = middleOf(frame, index);
    const apart = color.map((value, channel) => Math.abs(value - (found[channel] ?? 0)));
    const what = `quarter ${String(index)} is ${found.join()}, not ${color.join()}`;
    expect(Math.max(...apart), what).toBeLessThan(tolerance);
  }
}

/** Mean colour of the inner half of a quarter. */
function middleOf({ width, height, rgba }: DecodedFrame, index: number): Rgb {
  const left = Math.round(((index % 2) / 2 + 1 / 8) * width);
  const top = Math.round((Math.floor(index / 2) / 2 + 1 / 8) * height);
  const sums: [number, number, number] = [0, 0, 0];
  let pixels = 0;
  for (let y = top; y < top + height / 4; y += 1) {
    for (let x = left; x < left + width / 4; x += 1) {
      for (const channel of [0, 1, 2] as const) {
        sums[channel] += rgba[(y * width + x) * 4 + channel] ?? 0;
      }
      pixels += 1;
    }
  }
  const [red, green, blue] = sums;
  return [red / pixels, green / pixels, blue / pixels];
}
