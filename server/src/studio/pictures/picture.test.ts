import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Canvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bitmapSize } from '../../media/bitmap.ts';
import { pictureFile } from '../../media/testing/files.ts';
import { coverPicture, fitPicture } from './picture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-picture-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(format: string, bytes: Buffer) {
  const path = join(folder, `picture.${format}`);
  await writeFile(path, bytes);
  return { path, contentType: `image/${format}` };
}

function pixel(canvas: Canvas, x: number, y: number): number[] {
  return [...canvas.getContext('2d').getImageData(x, y, 1, 1).data];
}

interface Shape {
  bits: 8 | 16 | 24 | 32;
  fromTop?: true;
  /** 16 bits as 5, 6 and 5, by masks. */
  masked?: true;
  /** Of OS/2, with a header of 12 bytes. */
  core?: true;
}

const [width, height] = [640, 400];

/** The upper half red, the lower half blue. */
function bitmap({ bits, fromTop, masked, core }: Shape): Buffer {
  const headerBytes = core ? 12 : 40;
  const palette = bits === 8 ? (core ? 3 : 4) * 256 : 0;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const pixelsAt = 14 + headerBytes + (masked ? 12 : 0) + palette;
  const file = Buffer.alloc(pixelsAt + rowBytes * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(pixelsAt, 10);
  file.writeUInt32LE(headerBytes, 14);
  if (core) {
    for (const [index, value] of [width, height, 1, bits].entries()) {
      file.writeUInt16LE(value, 18 + 2 * index);
    }
  } else {
    file.writeInt32LE(width, 18);
    file.writeInt32LE(fromTop ? -height : height, 22);
    file.writeUInt16LE(1, 26);
    file.writeUInt16LE(bits, 28);
    if (masked) {
      file.writeUInt32LE(3, 30);
      for (const [index, mask] of [0xf800, 0x07e0, 0x001f].entries()) {
        file.writeUInt32LE(mask, 54 + 4 * index);
      }
    }
  }
  // Blue stands first. Of a palette, entry 1 is red and entry 2 blue.
  const red = { 8: [1], 16: [0x00, masked ? 0xf8 : 0x7c], 24: [0, 0, 255], 32: [0, 0, 255, 0] }[
    bits
  ];
  const blue = { 8: [2], 16: [0x1f, 0x00], 24: [255, 0, 0], 32: [255, 0, 0, 0] }[bits];
  if (palette > 0) {
    const entryBytes = palette / 256;
    file[14 + headerBytes + entryBytes + 2] = 255;
    file[14 + headerBytes + 2 * entryBytes] = 255;
  }
  for (let row = 0; row < height; row += 1) {
    const isUpper = fromTop ? row < height / 2 : row >= height / 2;
    const at = pixelsAt + row * rowBytes;
    file.fill(Buffer.from(isUpper ? red : blue), at, at + (width * bits) / 8);
  }
  return file;
}

describe('a bitmap', () => {
  test.each<[string, Shape]>([
    ['24 bits', { bits: 24 }],
    ['24 bits from the top', { bits: 24, fromTop: true }],
    ['32 bits without a word of alpha', { bits: 32 }],
    ['16 bits', { bits: 16 }],
    ['16 bits by masks', { bits: 16, masked: true }],
    ['a palette', { bits: 8 }],
    ['OS/2', { bits: 24, core: true }],
    ['OS/2 with a palette', { bits: 8, core: true }],
  ])('of %s that the door takes is drawn', async (_name, shape) => {
    const file = bitmap(shape);
    // As the door measures it.
    expect(bitmapSize(file.subarray(0, 54), file.length)).toEqual({ width, height });
    const picture = await write('bmp', file);
    const cover = await coverPicture(picture, 200, 100);
    expect([cover.width, cover.height]).toEqual([200, 100]);
    expect(pixel(cover, 100, 10)).toEqual([255, 0, 0, 255]);
    expect(pixel(cover, 100, 90)).toEqual([0, 0, 255, 255]);
    const fit = await fitPicture(picture, 320, 320);
    expect([fit.width, fit.height]).toEqual([320, 200]);
  });

  test('that is none after all is no picture', async () => {
    const picture = await write('bmp', Buffer.from('BM and nothing like it'));
    await expect(coverPicture(picture, 200, 100)).rejects.toThrow();
  });
});

test.each(['jpeg', 'png', 'webp', 'tiff', 'gif', 'bmp'] as const)(
  '%s is drawn: it is taken at the door',
  async (format) => {
    const picture = await write(format, await pictureFile(format, 640, 480));
    const cover = await coverPicture(picture, 320, 320);
    expect([cover.width, cover.height]).toEqual([320, 320]);
  },
);
