import { createCanvas } from '@napi-rs/canvas';
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { openFilm } from '../encode.ts';
import type { StudioJob, StudioMedium } from '../job.ts';
import { soundRate } from '../sound/track.ts';
import type { Track } from '../sound/track.ts';

/** A small job; tests name what matters to them. */
export function jobWith(fields: Partial<StudioJob>): StudioJob {
  return {
    id: 'job',
    taskId: 'task-1',
    model: 'seedance-2.0',
    width: 320,
    height: 180,
    frames: 24,
    framesPerSecond: 24,
    prompt: 'a lake at dawn',
    seed: 7,
    mode: 'text',
    media: [],
    generateAudio: false,
    watermark: false,
    returnLastFrame: false,
    ...fields,
  };
}

export async function writePicture(
  path: string,
  role: StudioMedium['role'],
  background: string,
  size = { width: 400, height: 300 },
): Promise<StudioMedium> {
  await sharp({ create: { ...size, channels: 3, background } })
    .png()
    .toFile(path);
  return { path, kind: 'image', role, contentType: 'image/png', ...size, seconds: 0 };
}

/** A clip that is of one colour in its first half and of another one in its second half. */
export async function writeClip(
  path: string,
  colors: readonly [string, string],
  frames: number,
  sound: Track | null = null,
): Promise<StudioMedium> {
  const size = { width: 256, height: 144 };
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  const writer = await openFilm(path, { ...size, frames, framesPerSecond: 24 }, sound, '{}');
  for (let frame = 0; frame < frames; frame += 1) {
    context.fillStyle = frame < frames / 2 ? colors[0] : colors[1];
    context.fillRect(0, 0, size.width, size.height);
    await writer.add(canvas);
  }
  await writer.finish();
  return {
    path,
    kind: 'video',
    role: 'reference_video',
    contentType: 'video/mp4',
    ...size,
    seconds: frames / 24,
  };
}

/** A mono 16-bit WAV file (RIFF, PCM) of one tone, at a rate that is not ours. */
export function writeTone(path: string, hertz: number, seconds: number): StudioMedium {
  const rate = 22_050;
  const samples = Math.round(seconds * rate);
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples * 2, 40);
  for (let at = 0; at < samples; at += 1) {
    const value = Math.sin((2 * Math.PI * hertz * at) / rate) * 0.5;
    file.writeInt16LE(Math.round(value * 32_767), 44 + at * 2);
  }
  writeFileSync(path, file);
  const nothing = { width: 0, height: 0 };
  return {
    path,
    kind: 'audio',
    role: 'reference_audio',
    contentType: 'audio/wav',
    ...nothing,
    seconds,
  };
}

/** How strongly a tone sounds in a side of a track: 0 not at all, about half its amplitude if it does. */
export function strengthOf(side: Float32Array, hertz: number): number {
  let real = 0;
  let imaginary = 0;
  side.forEach((value, at) => {
    const angle = (2 * Math.PI * hertz * at) / soundRate;
    real += value * Math.cos(angle);
    imaginary += value * Math.sin(angle);
  });
  return Math.hypot(real, imaginary) / side.length;
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** Mean colour of a part of a picture; `rgba` rows from the top. */
export function meanColor(
  picture: { width: number; height: number; rgba: Uint8Array },
  part: { left: number; top: number; width: number; height: number } = {
    left: 0,
    top: 0,
    width: picture.width,
    height: picture.height,
  },
): Rgb {
  const sum = [0, 0, 0];
  for (let y = part.top; y < part.top + part.height; y += 1) {
    for (let x = part.left; x < part.left + part.width; x += 1) {
      for (const channel of [0, 1, 2]) {
        const value = picture.rgba[(y * picture.width + x) * 4 + channel] ?? 0;
        sum[channel] = (sum[channel] ?? 0) + value;
      }
    }
  }
  const count = part.width * part.height;
  const [red = 0, green = 0, blue = 0] = sum.map((value) => value / count);
  return [red, green, blue];
}

/** Mean difference of two pictures of one size, 0 … 255. */
export function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum / a.length;
}
