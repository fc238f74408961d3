import { open, stat } from 'node:fs/promises';
import sharp from 'sharp';
import type { Metadata } from 'sharp';
import { bitmapSize } from './bitmap.ts';
import { outermostBoxes } from './boxes.ts';
import type { Measured } from './limits.ts';
import { Unfit } from './unfit.ts';

type Size = Pick<Measured, 'width' | 'height'>;
export type Shape = Pick<Measured, 'width' | 'height' | 'seconds' | 'framesPerSecond'>;

const pixelsMax = 40_000_000;
const framesMax = 1000;
/** For formats that must be unpacked as a whole; others are read row by row. */
const unpackedBytesMax = 160_000_000;
const sampleBytesOf: Readonly<Record<string, number>> = { uchar: 1, char: 1, ushort: 2, short: 2 };

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
  return { width: size.width, height: size.height, seconds: 0, framesPerSecond: 0 };
}

async function decodePicture(path: string, contentType: string): Promise<Size> {
  const header = await sharp(path, { limitInputPixels: false, pages: 1 })
    .metadata()
    .catch(() => {
      throw unreadable();
    });
  // Two readers that disagree about the format are being played off against each other.
  if (header.format !== formatOf[contentType]) throw unreadable();
  checkHeader(header);
  if (header.format === 'heif') {
    await checkHeif(path);
  } else {
    await decodeOnce(path);
  }
  return contentType === 'image/gif' ? screenOf(path, header) : header.autoOrient;
}

/** To the end, throwing the pixels away. */
async function decodeOnce(path: string): Promise<void> {
  try {
    await decode(path, 'warning');
  } catch (error) {
    // Some cameras write files that decode well, with a warning; only this one means missing pixels.
    if (/premature end/iu.test(String(error))) throw unreadable();
    await decode(path, 'error').catch(() => {
      throw unreadable();
    });
  }
}

async function decode(path: string, failOn: 'error' | 'warning'): Promise<void> {
  await sharp(path, { failOn, sequentialRead: true, pages: 1, limitInputPixels: pixelsMax })
    .resize(32, 32, { fit: 'fill' })
    .raw()
    .toBuffer();
}

/** HEVC is not among our codecs, but what the boxes announce must be there, and be HEVC. */
async function checkHeif(path: string): Promise<void> {
  if ((await outermostBoxes(path)) === null) {
    throw new Unfit('is cut off: it ends before its contents do');
  }
  const head = (await firstBytes(path, 262_144)).toString('latin1');
  if (!head.includes('hvcC') || head.includes('av1C')) {
    throw new Unfit('is not encoded as HEVC; save it as JPEG or PNG');
  }
}

/**
 * The reader of GIF takes the first frame for the picture where it mistrusts the stated size of the
 * whole; others will not (GIF89a, section 18).
 */
async function screenOf(path: string, header: Metadata): Promise<Size> {
  const head = await firstBytes(path, 10);
  const width = head.readUInt16LE(6) || header.width;
  const height = head.readUInt16LE(8) || header.height;
  checkPixels(width, height);
  return { width, height };
}

function checkHeader(header: Metadata): void {
  const { width, height } = header;
  checkPixels(width, height);
  if ((header.pages ?? 1) > framesMax) {
    throw new Unfit(`has ${String(header.pages)} frames; at most ${String(framesMax)} are read`);
  }
  if (unpackedBytes(header) > unpackedBytesMax) {
    throw new Unfit(
      'takes too much memory to read; save it with 8 bits a channel and not interlaced or progressive',
    );
  }
}

/** 0 for what is read row by row. */
function unpackedBytes(header: Metadata): number {
  const { width, height, format, isProgressive } = header;
  if (['png', 'jpeg', 'webp'].includes(format) && !isProgressive) return 0;
  const samples = header.chromaSubsampling === '4:2:0' ? 1.5 : header.channels;
  // A progressive JPEG is kept as coefficients, of 16 bits each.
  const sampleBytes = format === 'jpeg' ? 2 : (sampleBytesOf[header.depth] ?? 8);
  return width * height * samples * sampleBytes;
}

function checkPixels(width: number, height: number): void {
  if (width * height <= pixelsMax) return;
  throw new Unfit(
    `is ${String(width)} x ${String(height)} pixels; at most ${String(pixelsMax)} in all are read`,
  );
}

async function measureBitmap(path: string): Promise<Size> {
  const found = bitmapSize(await firstBytes(path, 54), (await stat(path)).size);
  if (typeof found === 'string') throw new Unfit(found);
  checkPixels(found.width, found.height);
  // Few are bitmaps, and the decoder takes its time to load.
  const { loadBitmap } = await import('./decode-bitmap.ts');
  await loadBitmap(path).catch(() => {
    throw unreadable();
  });
  return found;
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function unreadable(): Unfit {
  return new Unfit('is damaged or cut off: it cannot be decoded');
}
