import sharp, { type Sharp } from 'sharp';

/** Small pictures of a film, for lists and for moving through it. In child processes only: films are strangers’ files. */

/** Pixels wide. */
const thumbWidth = 320;
export const stripFrames = 12;
const frameWidth = 160;

const thumbBytesMax = 15_000;
const thumbQualities = [78, 62, 46, 30, 18];
const stripBytesMax = 60_000;
const stripQualities = [70, 55, 40, 25];
/** What still has too many bytes is noise: nobody misses its grain. */
const blurs = [2, 6];

/** JPEG of at most 15 kB, as far as there is one. */
export function thumbOf(picture: Sharp): Promise<Buffer> {
  const small = picture.clone().resize({ width: thumbWidth });
  return smallEnough(small, thumbQualities, thumbBytesMax);
}

/** Raw pixels as wide as a frame of a strip. */
interface StripFrame {
  pixels: Buffer;
  height: number;
}

export async function stripFrameOf(picture: Sharp): Promise<StripFrame> {
  const { data: pixels, info } = await picture
    .resize({ width: frameWidth })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels, height: info.height };
}

/** One JPEG, the frames beside each other in their order. There is at least one. */
export async function stripOf(frames: readonly StripFrame[]): Promise<Buffer> {
  const height = frames[0]?.height ?? 1;
  const size = { width: frameWidth * frames.length, height };
  const strip = await sharp({ create: { ...size, channels: 3, background: '#000000' } })
    .composite(
      frames.map(({ pixels, height: rows }, index) => ({
        input: pixels,
        raw: { width: frameWidth, height: rows, channels: 3 },
        left: index * frameWidth,
        top: 0,
      })),
    )
    // What was put together has one.
    .removeAlpha()
    .raw()
    .toBuffer();
  return smallEnough(
    sharp(strip, { raw: { ...size, channels: 3 } }),
    stripQualities,
    stripBytesMax,
  );
}

async function smallEnough(
  picture: Sharp,
  qualities: readonly number[],
  bytesMax: number,
): Promise<Buffer> {
  const encoded = (from: Sharp, quality: number): Promise<Buffer> =>
    from.clone().jpeg({ quality, mozjpeg: true }).toBuffer();
  for (const quality of qualities) {
    const jpeg = await encoded(picture, quality);
    if (jpeg.length <= bytesMax) return jpeg;
  }
  const least = qualities.at(-1) ?? 1;
  let jpeg = await encoded(picture, least);
  for (const blur of blurs) {
    if (jpeg.length <= bytesMax) break;
    jpeg = await encoded(picture.clone().blur(blur), least);
  }
  return jpeg;
}
