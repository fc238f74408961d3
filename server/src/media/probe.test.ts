import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, crc32, deflateRawSync } from 'node:zlib';
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

/** What is said of a file behind one that ended the process: no refusal of its own. */
const unseen = 'was not looked at';
const anyRefusal = { refusal: expect.not.stringContaining(unseen) };

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
    const cuts: { name: string; bytes: Buffer }[] = [];
    const cut = (name: string, file: Buffer, parts: readonly number[]): void => {
      for (const part of parts) {
        cuts.push({
          name: `${name}: ${String(part)}`,
          bytes: file.subarray(0, file.length * part),
        });
      }
    };
    for (const format of pictureFormats) {
      cut(format, await sharpened(format), [0.2, 0.5, 0.9, 0.99]);
    }
    for (const container of ['mp4', 'mov'] as const) {
      cut(container, await clipFile({ container }), [0.01, 0.5, 0.9, 0.999]);
    }
    const found = await measure(...cuts.map(({ bytes }) => bytes));
    for (const [index, { name }] of cuts.entries()) {
      expect(found[index], name).toEqual(anyRefusal);
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
    const refused = (why: string) =>
      found.filter((one) => 'refusal' in one && one.refusal === why).length;
    // A clip can be turned into one on which all of the time is spent: what comes behind it has none.
    const slow = refused('takes too long to read');
    expect(slow, `seed ${String(seed)}`).toBeLessThanOrEqual(1);
    if (slow === 0) expect(refused(unseen), `seed ${String(seed)}`).toBe(0);
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
    // Four thousand million samples of one size, with a length that a single entry states.
    const endless = patched('stts', 8, 0xffffffff);
    endless.writeUInt32BE(1000, endless.indexOf('stsz', 0, 'latin1') + 8);
    const refused = (words: string | RegExp) => ({ refusal: expect.stringMatching(words) });
    const cases: [file: Buffer, measured: unknown][] = [
      [patched('mvhd', 16, 0xffffffff), expect.objectContaining(truth)],
      [patched('tkhd', 20, 1), expect.objectContaining(truth)],
      [patched('avc1', 24, (1280 << 16) | 720), refused('one frame size')],
      [patched('avc1', 24, 0), refused(/frame size|no sense|damaged/u)],
      [patched('stsz', 8, 0xffffffff), anyRefusal],
      [patched('stts', 4, 0xffffffff), anyRefusal],
      [patched('stco', 8, 0x7fffffff), anyRefusal],
      [patched('stsc', 4, 0xffffffff), anyRefusal],
      [patched('moov', -8, 0xffffffff), anyRefusal],
      [patched('stsd', 4, 0xffffffff), anyRefusal],
      [patched('avcC', -8, 0x7fffffff), anyRefusal],
      [endless, refused(/too long|cut off|damaged/u)],
      // Few samples, each as long as a day.
      [
        patched('stts', 12, 0x7fffffff),
        expect.not.objectContaining({ seconds: expect.closeTo(3, 1) }),
      ],
    ];
    const found = await measure(...cases.map(([file]) => file));
    for (const [index, [, measured]] of cases.entries()) {
      expect(found[index], `lie ${String(index)}`).toEqual(measured);
    }
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
    const bombs: Record<string, readonly Buffer[]> = {
      '14 000² PNG': [blackPng(14_000)],
      '17 000² PNG': [blackPng(17_000)],
      '6 000² interlaced PNG of 16 bits': [blackPng(6_000, { bits: 16, isInterlaced: true })],
      '6 000² progressive JPEG in full colour': [
        await flat(6_000).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
      ],
      'a million frames': [gifOfFrames(1_000_000, 400, 400)],
      // In one child: so all of them together cost no more than one may.
      'pictures that claim what they do not hold': await lyingPictures(),
    };
    for (const [name, files] of Object.entries(bombs)) {
      const children = process.platform === 'linux' ? watchChildren() : null;
      const startMs = performance.now();
      const found = await measure(...files);
      const tookMs = performance.now() - startMs;
      for (const [index, one] of found.entries()) {
        expect(one, `${name}, ${String(index)}`).toEqual(anyRefusal);
      }
      // A child that has done nothing yet has some 80 MB.
      expect(children?.stop() ?? 0, name).toBeLessThan(280);
      expect(tookMs, name).toBeLessThan(5_000);
    }
  }, 120_000);

  test('of its kind is a picture where it is small', async () => {
    const small = [blackPng(640), blackPng(640, { bits: 16, isInterlaced: true })];
    for (const found of await measure(...small)) {
      expect(found).toMatchObject({ contentType: 'image/png', width: 640, height: 640 });
    }
  });
});

describe('the child process', () => {
  test('that takes too long is ended, and the file at work is named', async () => {
    const path = join(dir, 'slow');
    await writeFile(path, await pictureFile('png'));
    expect(await measureFiles([path, path], { timeoutMs: 1 })).toEqual([
      { refusal: 'takes too long to read' },
      { refusal: unseen },
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

/** The seven passes of an interlaced PNG (ISO/IEC 15948, 8.2): where each begins, and how far apart its pixels are. */
const passes = [
  { left: 0, top: 0, across: 8, down: 8 },
  { left: 4, top: 0, across: 8, down: 8 },
  { left: 0, top: 4, across: 4, down: 8 },
  { left: 2, top: 0, across: 4, down: 4 },
  { left: 0, top: 2, across: 2, down: 4 },
  { left: 1, top: 0, across: 2, down: 2 },
  { left: 0, top: 1, across: 1, down: 2 },
];

/** A whole PNG of any size in a moment: all its bytes are zeros, so one packed piece of them comes again and again. */
function blackPng(side: number, { bits = 8, isInterlaced = false } = {}): Buffer {
  const whole = [{ left: 0, top: 0, across: 1, down: 1 }];
  let bytes = 0;
  for (const { left, top, across, down } of isInterlaced ? passes : whole) {
    const columns = Math.ceil((side - left) / across);
    bytes += Math.ceil((side - top) / down) * (1 + (columns * 3 * bits) / 8);
  }
  const pieceBytes = 1_048_576;
  const piece = deflateRawSync(Buffer.alloc(pieceBytes), { finishFlush: constants.Z_SYNC_FLUSH });
  const head = Buffer.concat([
    u32(side),
    u32(side),
    Buffer.from([bits, 2, 0, 0, isInterlaced ? 1 : 0]),
  ]);
  const packed = Buffer.concat([
    Buffer.from([0x78, 1]),
    Buffer.alloc(piece.length * Math.floor(bytes / pieceBytes), piece),
    deflateRawSync(Buffer.alloc(bytes % pieceBytes)),
    // The Adler-32 of so many zeros.
    u32((bytes % 65_521) * 65_536 + 1),
  ]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', head),
    pngChunk('IDAT', packed),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  return Buffer.concat([u32(content.length), named, u32(crc32(named))]);
}

/** Small pictures whose headers claim a size that they do not have. */
async function lyingPictures(): Promise<Buffer[]> {
  const gif = gifOfFrames(1, 65_535, 65_535);
  const bitmap = await pictureFile('bmp', 400, 400);
  bitmap.writeInt32LE(2_147_483_647, 18);
  const heic = await pictureFile('heic', 400, 400);
  heic.writeUInt32BE(0xffffffff, heic.indexOf('ispe') + 8);
  return [
    await lyingPng(60_000, false),
    await lyingPng(6_000, false),
    await lyingPng(6_000, true),
    await lyingJpeg(17_000, false),
    await lyingJpeg(6_000, false),
    await lyingJpeg(6_000, true),
    gif,
    bitmap,
    heic,
  ];
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
