import { open } from 'node:fs/promises';
import sharp from 'sharp';
import type { Metadata } from 'sharp';
import { bitmapSize } from './bitmap.ts';
import { boxesFit } from './boxes.ts';
import type { Measured } from './limits.ts';
import { Unfit } from './unfit.ts';

export type Shape = Pick<Measured, 'width' | 'height' | 'seconds' | 'framesPerSecond'>;

const pixelsMax = 40_000_000;
const framesMax = 1000;
/** For formats that must be unpacked as a whole; others are read row by row. */
const unpackedBytesMax = 160_000_000;
const sampleBytes: Readonly<Record<string, number>> = { uchar: 1, char: 1, ushort: 2, short: 2 };

const formatOf: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/tiff': 'tiff',
  'image/gif': 'gif',
  'image/heic': 'heif',
  'image/heif': 'heif',
};

/**
 * Reads the header, and only if that is modest decodes the picture once to the end, throwing the
 * pixels away. Throws Unfit. Runs in a child process only.
 */
export async function measurePicture(path: string, contentType: string): Promise<Shape> {
  sharp.cache(false);
  sharp.concurrency(1);
  const size =
    contentType === 'image/bmp'
      ? await measureBitmap(path)
      : await decodePicture(path, contentType);
  return { ...size, seconds: 0, framesPerSecond: 0 };
}

async function decodePicture(
  path: string,
  contentType: string,
): Promise<{ width: number; height: number }> {
  const options = { failOn: 'error', sequentialRead: true, pages: 1 } as const;
  const header = await sharp(path, { ...options, limitInputPixels: false })
    .metadata()
    .catch(unreadable);
  // Two readers that disagree about the format are being played off against each other.
  if (header.format !== formatOf[contentType])
    throw new Unfit('is not the picture it claims to be');
  checkHeader(header);
  if (header.format === 'heif') {
    // Its codec is not among ours; what its boxes say must at least be there.
    if (!(await boxesFit(path))) throw cutOff();
  } else {
    await sharp(path, { ...options, limitInputPixels: pixelsMax })
      .resize(32, 32, { fit: 'fill' })
      .raw()
      .toBuffer()
      .catch(unreadable);
  }
  return { width: header.autoOrient.width, height: header.autoOrient.height };
}

function checkHeader(header: Metadata): void {
  const { width, height } = header;
  if (width * height > pixelsMax) {
    throw new Unfit(
      `is ${String(width)} x ${String(height)} pixels; at most ${String(pixelsMax)} in all are read`,
    );
  }
  if ((header.pages ?? 1) > framesMax) {
    throw new Unfit(`has ${String(header.pages)} frames; at most ${String(framesMax)} are read`);
  }
  const bytesPerSample = sampleBytes[header.depth] ?? 8;
  const unpackedBytes = width * height * header.channels * bytesPerSample;
  const byRows = ['png', 'jpeg', 'webp'].includes(header.format) && !header.isProgressive;
  if (!byRows && unpackedBytes > unpackedBytesMax) {
    throw new Unfit(
      'takes too much memory to read; save it with 8 bits a channel and not interlaced or progressive',
    );
  }
}

async function measureBitmap(path: string): Promise<{ width: number; height: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(54), 0, 54, 0);
    const found = bitmapSize(buffer.subarray(0, bytesRead), size);
    if (typeof found === 'string') throw new Unfit(found);
    return found;
  } finally {
    await file.close();
  }
}

function unreadable(): never {
  throw new Unfit('is damaged or cut off: it cannot be decoded');
}

function cutOff(): Unfit {
  return new Unfit('is cut off: it ends before its contents do');
}
