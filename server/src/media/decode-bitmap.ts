import { readFile } from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Image } from '@napi-rs/canvas';

/** Windows bitmaps, which sharp does not read. In child processes only: they are strangers' files. */

/** Throws for what cannot be decoded. */
export async function loadBitmap(path: string): Promise<Image> {
  return loadImage(await readFile(path));
}

export interface Pixels {
  width: number;
  height: number;
  /** Rows from the top, four bytes a pixel. */
  rgba: Buffer;
}

export async function decodeBitmap(path: string): Promise<Pixels> {
  const image = await loadBitmap(path);
  const { width, height } = image;
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  return { width, height, rgba: canvas.data() };
}
