import { createCanvas, ImageData } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import type { ResizeOptions, Sharp } from 'sharp';
import { decodeBitmap } from '../../media/decode-bitmap.ts';
import type { StudioMedium } from '../job.ts';

/** No decoded picture may be larger: a small file can unpack to gigabytes. */
const mostPixels = 40_000_000;

/** Decodes a picture upright, in sRGB, on white, scaled and cropped to cover the size exactly. */
export function coverPicture(file: PictureFile, width: number, height: number): Promise<Canvas> {
  return decode(file, { width, height, fit: 'cover', position: 'centre' });
}

/** The same, whole, within the size. */
export function fitPicture(file: PictureFile, width: number, height: number): Promise<Canvas> {
  return decode(file, { width, height, fit: 'inside' });
}

type PictureFile = Pick<StudioMedium, 'path' | 'contentType'>;

async function decode(file: PictureFile, size: ResizeOptions): Promise<Canvas> {
  const picture = await open(file);
  const { data, info } = await picture
    .autoOrient()
    .resize(size)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return canvasOf(data, info.width, info.height);
}

async function open({ path, contentType }: PictureFile): Promise<Sharp> {
  const limits = { limitInputPixels: mostPixels, failOn: 'error' } as const;
  if (contentType !== 'image/bmp') return sharp(path, limits);
  const { rgba, width, height } = await decodeBitmap(path);
  return sharp(rgba, { ...limits, raw: { width, height, channels: 4 } });
}

/** `rgba`: rows from the top, four bytes a pixel. */
export function canvasOf(rgba: Uint8Array, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height);
  const pixels = new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  canvas.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

/** Once, and well: every frame then only copies it. */
export function scaledTo(picture: Canvas, height: number): Canvas {
  const width = Math.max(1, Math.round((picture.width * height) / picture.height));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}
