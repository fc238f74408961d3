import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measurePicture } from './measure-picture.ts';
import { measureFiles } from './probe.ts';
import type { Measurement } from './probe.ts';
import {
  clipFile,
  gifOfFrames,
  mp3File,
  pictureFile,
  pictureFormats,
  u32,
  wavFile,
} from './testing/files.ts';
import { disguises, otherFormats } from './testing/hostile-files.ts';

let dir = '';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'probe-'));
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function measure(...files: readonly Buffer[]): Promise<readonly Measurement[]> {
  const paths = files.map((_, index) => join(dir, String(index)));
  await Promise.all(files.map((file, index) => writeFile(paths[index] ?? '', file)));
  return measureFiles(paths, { timeoutMs: 20_000 });
}

async function refusalOf(file: Buffer): Promise<string> {
  const [found] = await measure(file);
  expect(found).toHaveProperty('refusal');
  return found !== undefined && 'refusal' in found ? found.refusal : '';
}

describe('a documented format is measured', () => {
  test('pictures', async () => {
    const files = await Promise.all(pictureFormats.map((format) => pictureFile(format, 642, 480)));
    expect(await measure(...files)).toEqual(
      pictureFormats.map((format, index) => ({
        kind: 'image',
        contentType: `image/${format}`,
        bytes: files[index]?.length,
        width: 642,
        height: 480,
        seconds: 0,
        framesPerSecond: 0,
      })),
    );
  });

  test('a photo taken sideways is measured as it is shown', async () => {
    const photo = await sharp(await pictureFile('jpeg', 640, 480))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(await measure(photo)).toMatchObject([{ width: 480, height: 640 }]);
  });

  test('interlaced, progressive, grey, 16-bit and transparent pictures', async () => {
    const plain = sharp(await pictureFile('png'));
    const files = await Promise.all([
      plain.clone().png({ progressive: true }).toBuffer(),
      plain.clone().jpeg({ progressive: true }).toBuffer(),
      plain.clone().greyscale().png().toBuffer(),
      plain.clone().toColourspace('rgb16').png().toBuffer(),
      plain.clone().ensureAlpha(0.5).webp().toBuffer(),
      plain.clone().toColourspace('cmyk').jpeg().toBuffer(),
      Promise.resolve(gifOfFrames(100, 640, 480)),
    ]);
    for (const found of await measure(...files)) {
      expect(found).toMatchObject({ kind: 'image', width: 640, height: 480 });
    }
  });

  test('a photo with the data that phones put behind it', async () => {
    const photo = await pictureFile('jpeg');
    const files = [
      Buffer.concat([photo, await clipFile()]),
      Buffer.concat([photo, photo]),
      Buffer.concat([photo, Buffer.from('\0\0SEFHg\0\0\0SEFT', 'latin1')]),
    ];
    for (const found of await measure(...files)) expect(found).toMatchObject({ kind: 'image' });
  });

  test.each(['mp4', 'mov', 'fragmented'] as const)('clips as %s', async (container) => {
    const contentType = container === 'mov' ? 'video/quicktime' : 'video/mp4';
    const files = await Promise.all([
      clipFile({ container }),
      clipFile({ container, codec: 'hevc', width: 1920, height: 1080, framesPerSecond: 60 }),
      clipFile({ container, framesPerSecond: 30, frames: 300, soundSeconds: 10.5 }),
    ]);
    const [first, second, third] = await measure(...files);
    const common = { kind: 'video', contentType, height: 640, width: 640 };
    expect(first).toEqual({ ...common, bytes: files[0].length, seconds: 3, framesPerSecond: 24 });
    expect(second).toMatchObject({ width: 1920, height: 1080, seconds: 1.2 });
    expect(second).toMatchObject({ framesPerSecond: expect.closeTo(60, 1) });
    // The sound goes on after the last picture.
    expect(third).toMatchObject({ seconds: expect.closeTo(10.5, 1) });
    expect(third).toMatchObject({ framesPerSecond: expect.closeTo(30, 1) });
  });

  test('sound', async () => {
    const cover = Buffer.concat([Buffer.from('ID3\u0004\0\0', 'latin1'), u32(0x00030d40)]);
    const files = [
      wavFile(5),
      wavFile(5.25, 48_000),
      mp3File(5),
      Buffer.concat([cover, Buffer.alloc(0xcd40 - 0x4000), mp3File(5)]),
    ];
    const [wav, fine, mp3] = await measure(...files);
    const common = { kind: 'audio', width: 0, height: 0, framesPerSecond: 0 };
    expect(wav).toEqual({ ...common, contentType: 'audio/wav', bytes: 80_044, seconds: 5 });
    expect(fine).toMatchObject({ seconds: 5.25 });
    expect(mp3).toMatchObject({
      contentType: 'audio/mpeg',
      seconds: expect.closeTo(5, 1),
    });
  });
});

describe('a file is refused', () => {
  test('that is no medium, or one in another format', async () => {
    const others = await otherFormats();
    expect(others.length).toBeGreaterThan(40);
    const found = await measure(...others.map((other) => other.bytes));
    for (const [index, other] of others.entries()) {
      expect(found[index], other.name).toHaveProperty('refusal');
    }
  });

  test('that is a medium and something else besides', async () => {
    const mixed = await disguises();
    expect(mixed.length).toBeGreaterThan(100);
    const found = await measure(...mixed.map((one) => one.bytes));
    for (const [index, one] of mixed.entries()) {
      expect(found[index], one.name).toEqual({
        refusal: expect.stringMatching(/also holds|mostly not sound|in no known format/u),
      });
    }
  });

  test.each<[string, at: number, value: number]>([
    ['has a header of no known length', 14, 41],
    ['has its pixels within its header', 10, 26],
    ['has masks of no colour', 30, 3],
  ])('that is a bitmap which nobody can draw: it %s', async (_what, at, value) => {
    const file = await pictureFile('bmp');
    file.writeUInt32LE(value, at);
    expect(await refusalOf(file)).toContain('cannot be decoded');
  });

  test('that was cut off anywhere', async () => {
    for (const format of pictureFormats) {
      const file = await sharpened(format);
      const cuts = [0.2, 0.5, 0.9, 0.99].map((part) => file.subarray(0, file.length * part));
      for (const found of await measure(...cuts)) expect(found, format).toHaveProperty('refusal');
    }
    for (const container of ['mp4', 'mov'] as const) {
      const file = await clipFile({ container });
      const cuts = [0.01, 0.5, 0.9, 0.999].map((part) => file.subarray(0, file.length * part));
      for (const found of await measure(...cuts)) expect(found).toHaveProperty('refusal');
    }
  });

  test('whose bytes were turned at random, or it is measured: the process never fails', async () => {
    const seed = Date.now() % 1_000_000;
    let state = seed;
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    const originals = await Promise.all(pictureFormats.map((one) => pictureFile(one, 400, 300)));
    originals.push(await clipFile({ frames: 10 }), wavFile(2), mp3File(2));
    const turned = originals.flatMap((original) =>
      Array.from({ length: 10 }, () => {
        const file = Buffer.from(original);
        for (let flips = 0; flips < 8; flips += 1) {
          file[Math.floor(random() * Math.min(file.length, 2000))] = Math.floor(random() * 256);
        }
        return file;
      }),
    );
    const found = await measure(...turned);
    expect(found, `seed ${String(seed)}`).toHaveLength(turned.length);
    const lost = found.filter((one) => 'refusal' in one && one.refusal === 'was not looked at');
    expect(lost, `seed ${String(seed)}`).toEqual([]);
  });
});

/** With noise, so that a cut takes something away. */
async function sharpened(format: (typeof pictureFormats)[number]): Promise<Buffer> {
  if (format === 'bmp' || format === 'heic') return pictureFile(format);
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  return sharp({ create: { width: 400, height: 400, channels: 3, background: '#888', noise } })
    .toFormat(format)
    .toBuffer();
}

test('a picture that two readers take for different formats is refused', async () => {
  const path = join(dir, 'two-faced');
  await writeFile(path, await pictureFile('jpeg'));
  await expect(measurePicture(path, 'image/png')).rejects.toThrow('is damaged');
  await expect(measurePicture(path, 'image/jpeg')).resolves.toMatchObject({ width: 640 });
});

describe('a lying header', () => {
  test('of a clip does not change what is measured, or is refused', async () => {
    const clip = await clipFile({ soundSeconds: 3 });
    const patched = (type: string, at: number, value: number): Buffer => {
      const file = Buffer.from(clip);
      // The brands in front hold names of boxes, too.
      const found = file.indexOf(type, file.indexOf('moov', 0, 'latin1'), 'latin1');
      expect(found, type).toBeGreaterThan(0);
      file.writeUInt32BE(value >>> 0, found + 4 + at);
      return file;
    };
    const truth = { width: 640, height: 640, seconds: expect.closeTo(3, 1) };

    const [length, trackLength] = await measure(
      patched('mvhd', 16, 0xffffffff),
      patched('tkhd', 20, 1),
    );
    expect(length).toMatchObject(truth);
    expect(trackLength).toMatchObject(truth);

    expect(await refusalOf(patched('avc1', 24, (1280 << 16) | 720))).toContain('one frame size');
    expect(await refusalOf(patched('avc1', 24, 0))).toMatch(/frame size|no sense|damaged/u);

    const lies = await measure(
      patched('stsz', 8, 0xffffffff),
      patched('stts', 4, 0xffffffff),
      patched('stco', 8, 0x7fffffff),
      patched('stsc', 4, 0xffffffff),
      patched('moov', -8, 0xffffffff),
      patched('stsd', 4, 0xffffffff),
      patched('avcC', -8, 0x7fffffff),
    );
    for (const [index, found] of lies.entries()) {
      expect(found, `lie ${String(index)}`).toHaveProperty('refusal');
    }

    // Four thousand million samples of one size, with a length that a single entry states.
    const endless = patched('stts', 8, 0xffffffff);
    endless.writeUInt32BE(1000, endless.indexOf('stsz', 0, 'latin1') + 8);
    expect(await refusalOf(endless)).toMatch(/too long|cut off|damaged/u);

    // Few samples, each as long as a day.
    const [slow] = await measure(patched('stts', 12, 0x7fffffff));
    expect(slow).not.toMatchObject({ seconds: expect.closeTo(3, 1) });
  });

  test('of a sound is not believed', async () => {
    const [longer, endless, shorter] = await measure(
      wavFile(3, 8000, 10_000_000),
      wavFile(3, 8000, 0xffffffff - 36),
      wavFile(10, 8000, 16_000 * 3),
    );
    expect(longer).toMatchObject({ seconds: 3 });
    expect(endless).toMatchObject({ seconds: 3 });
    expect(shorter).toMatchObject({ seconds: 3 });
    const zero = wavFile(3);
    zero.writeUInt16LE(0, 32);
    expect(await refusalOf(zero)).toMatch(/no sense|damaged/u);
  });
});

describe('a bomb', () => {
  test('costs little memory and time', async () => {
    const fast = { compressionLevel: 1 } as const;
    const bombs: Record<string, Buffer> = {
      '14 000² PNG': await flat(14_000).png(fast).toBuffer(),
      '17 000² PNG': await flat(17_000).png(fast).toBuffer(),
      '6 000² interlaced PNG of 16 bits': await flat(6_000)
        .toColourspace('rgb16')
        .png({ ...fast, progressive: true })
        .toBuffer(),
      '6 000² progressive JPEG in full colour': await flat(6_000)
        .jpeg({ progressive: true, chromaSubsampling: '4:4:4' })
        .toBuffer(),
      'a million frames': gifOfFrames(1_000_000, 400, 400),
      ...(await lyingPictures()),
    };
    for (const [name, bomb] of Object.entries(bombs)) {
      const children = process.platform === 'linux' ? watchChildren() : null;
      const startMs = performance.now();
      const [found] = await measure(bomb);
      const tookMs = performance.now() - startMs;
      expect(found, name).toHaveProperty('refusal');
      // A child that has done nothing yet has some 80 MB.
      expect(children?.stop() ?? 0, name).toBeLessThan(280);
      expect(tookMs, name).toBeLessThan(5_000);
    }
  }, 120_000);
});

describe('the child process', () => {
  test('that takes too long is ended, and the file at work is named', async () => {
    const path = join(dir, 'slow');
    await writeFile(path, await pictureFile('png'));
    expect(await measureFiles([path, path], { timeoutMs: 1 })).toEqual([
      { refusal: 'takes too long to read' },
      { refusal: 'was not looked at' },
    ]);
  });

  test('ends when the caller gives up', async () => {
    const path = join(dir, 'given-up');
    await writeFile(path, await pictureFile('png'));
    const stop = new AbortController();
    const work = measureFiles([path], { timeoutMs: 20_000, signal: stop.signal });
    stop.abort();
    await expect(work).rejects.toMatchObject({ end: 'aborted' });
  });

  test('says nothing of a file that is not there', async () => {
    const gone = await measureFiles([join(dir, 'gone')], { timeoutMs: 20_000 });
    expect(gone).toEqual([{ refusal: 'cannot be read' }]);
  });
});

function flat(side: number): Sharp {
  const create = { width: side, height: side, channels: 3, background: '#123' } as const;
  return sharp({ create, limitInputPixels: false });
}

async function lyingPng(side: number, interlaced: boolean): Promise<Buffer> {
  const picture = sharp(await pictureFile('png', 400, 400));
  const file = await picture.png({ progressive: interlaced }).toBuffer();
  file.writeUInt32BE(side, 16);
  file.writeUInt32BE(side, 20);
  file.writeUInt32BE(crc32(file.subarray(12, 29)), 29);
  return file;
}

async function lyingJpeg(side: number, progressive: boolean): Promise<Buffer> {
  const picture = sharp(await pictureFile('jpeg', 400, 400));
  const file = await picture.jpeg({ progressive }).toBuffer();
  const frame = file.indexOf(Buffer.from([0xff, progressive ? 0xc2 : 0xc0]));
  file.writeUInt16BE(side, frame + 5);
  file.writeUInt16BE(side, frame + 7);
  return file;
}

/** Small pictures whose headers claim a size that they do not have. */
async function lyingPictures(): Promise<Record<string, Buffer>> {
  const gif = gifOfFrames(1, 65_535, 65_535);
  const bitmap = await pictureFile('bmp', 400, 400);
  bitmap.writeInt32LE(2_147_483_647, 18);
  const heic = await pictureFile('heic', 400, 400);
  heic.writeUInt32BE(0xffffffff, heic.indexOf('ispe') + 8);
  return {
    'PNG that claims 60 000²': await lyingPng(60_000, false),
    'PNG that claims 6 000²': await lyingPng(6_000, false),
    'interlaced PNG that claims 6 000²': await lyingPng(6_000, true),
    'JPEG that claims 17 000²': await lyingJpeg(17_000, false),
    'JPEG that claims 6 000²': await lyingJpeg(6_000, false),
    'progressive JPEG that claims 6 000²': await lyingJpeg(6_000, true),
    'GIF that claims 65 535²': gif,
    'bitmap that claims 2 147 483 647 columns': bitmap,
    'HEIC that claims 4 294 967 295 columns': heic,
  };
}

/** The most memory that any child of this process has had, in megabytes. */
function watchChildren(): { stop(): number } {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, ...childrenOf(process.pid).map(peakMegabytes));
  }, 10);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

function childrenOf(pid: number): string[] {
  const tasks = `/proc/${String(pid)}/task`;
  return readdirSync(tasks).flatMap((task) =>
    textOf(`${tasks}/${task}/children`).split(' ').filter(Boolean),
  );
}

function peakMegabytes(pid: string): number {
  return Number(/VmHWM:\s+(\d+)/u.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

/** Empty once the process or thread has ended. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
