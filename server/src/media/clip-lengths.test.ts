import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measureClip } from './measure-clip.ts';
import { changed, joined, partsOf, withEdits } from './testing/clip-boxes.ts';
import { box, clipFile, mp3File, u32 } from './testing/files.ts';

let dir = '';
let files = 0;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clip-lengths-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function lengthOf(file: Buffer, kind: 'video' | 'audio' = 'video'): Promise<number> {
  files += 1;
  const path = join(dir, String(files));
  await writeFile(path, file);
  return (await measureClip(path, kind)).seconds;
}

/** Ticks a second of the pictures in clips of mediabunny. */
const ticks = 57_600;
const indexLast = true;
const fullStop = { seconds: 0, from: 0 };

describe('a clip counts with all of its samples, as a platform decodes it', () => {
  test.each(['mp4', 'mov'] as const)('of which an %s shows little', async (container) => {
    const clip = await clipFile({ frames: 360, container, indexLast });
    const edits = [{ seconds: 6.1, from: Math.round(8.9 * ticks) }];
    expect(await lengthOf(withEdits(clip, edits))).toBe(15);
    const fromStart = [{ seconds: 2.5, from: 0 }];
    expect(await lengthOf(withEdits(clip, fromStart))).toBe(15);
  });

  test('of which one picture a second is shown', async () => {
    const clip = await clipFile({ frames: 60, framesPerSecond: 1, indexLast });
    const edits = [{ seconds: 2.5, from: Math.round(57.5 * ticks) }];
    expect(await lengthOf(withEdits(clip, edits))).toBe(60);
  });

  test('with sound that is cut off', async () => {
    const clip = await clipFile({ soundSeconds: 12, indexLast });
    const edits = [{ seconds: 3, from: 9 * 44_100 }];
    expect(await lengthOf(withEdits(clip, edits, 1))).toBeCloseTo(12, 0);
  });

  test('with samples that no length is given for', async () => {
    const clip = await clipFile({ frames: 360, indexLast });
    const short = changed(clip, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stts'], () =>
      Buffer.concat([u32(0), u32(1), u32(60), u32(ticks / 24)]),
    );
    expect(await lengthOf(short)).toBe(15);
  });

  test('with fragments that all begin at the same moment', async () => {
    const clip = await clipFile({ frames: 360, container: 'fragmented' });
    expect(await lengthOf(withFragmentsAt(clip, () => 0))).toBe(15);
  });

  test('with fragments behind an index of its own', async () => {
    const whole = await clipFile({ frames: 48, indexLast });
    const fragments = partsOf(await clipFile({ frames: 312, container: 'fragmented' }));
    const extending = fragments
      .filter(({ type }) => type === 'moov')
      .flatMap(({ body }) => partsOf(body).filter(({ type }) => type === 'mvex'));
    const both = changed(whole, ['moov'], (moov) => Buffer.concat([moov, joined(extending)]));
    const more = fragments.filter(({ type }) => type === 'moof' || type === 'mdat');
    expect(await lengthOf(Buffer.concat([both, joined(more)]))).toBe(15);
  });

  test('or is refused where more fragments are hidden behind very many boxes', async () => {
    const clip = partsOf(await clipFile({ frames: 72, container: 'fragmented' }));
    const nothing = Array.from({ length: 10_000 }, () => ({ type: 'free', body: Buffer.alloc(0) }));
    const hidden = joined(clip.toSpliced(3, 0, ...nothing));
    await expect(lengthOf(hidden)).rejects.toThrow('is in far too many pieces');
  });

  test('whatever an index of fragments says', async () => {
    const clip = partsOf(await clipFile({ frames: 360, container: 'fragmented' }));
    const lie = Buffer.concat([
      ...[0, 1, ticks, 0, 0, 1].map(u32),
      ...[500_000, ticks, 0x90000000].map(u32),
    ]);
    const index = { type: 'sidx', body: lie };
    const at = clip.findIndex(({ type }) => type === 'moof');
    expect(await lengthOf(joined(clip.toSpliced(at, 0, index)))).toBe(15);
  });
});

describe('a clip counts with all that it shows', () => {
  const clip = () => clipFile({ frames: 60, indexLast });

  test('where an edit list shows it again and again', async () => {
    const edits = Array.from({ length: 6 }, () => ({ seconds: 2.5, from: 0 }));
    expect(await lengthOf(withEdits(await clip(), edits))).toBe(15);
  });

  test('where an edit list holds one picture', async () => {
    const held = { seconds: 12.5, from: 0, rate: 0 };
    const edits = [{ seconds: 2.5, from: 0 }, held];
    expect(await lengthOf(withEdits(await clip(), edits))).toBe(15);
  });

  test('where it begins with nothing', async () => {
    const edits = [{ seconds: 12.5, from: -1 }, fullStop];
    expect(await lengthOf(withEdits(await clip(), edits))).toBe(15);
  });
});

describe('a clip counts with no more than it holds', () => {
  test('whatever its headers and its edit list say', async () => {
    const clip = await clipFile({ frames: 121, indexLast });
    const inMovie = (file: Buffer, path: string[], at: number, value: number) =>
      changed(file, path, (body) => {
        body.writeUInt32BE(value, at);
        return body;
      });
    const track = ['moov', 'trak'];
    for (const length of [1, 3_600_000_000]) {
      const lies = [
        inMovie(clip, ['moov', 'mvhd'], 16, length),
        inMovie(clip, ['moov', 'mvhd'], 12, length),
        inMovie(clip, [...track, 'tkhd'], 20, length),
        inMovie(clip, [...track, 'mdia', 'mdhd'], 16, length),
        withEdits(clip, [{ seconds: length / ticks, from: 0 }]),
      ];
      for (const lie of lies) expect(await lengthOf(lie)).toBeCloseTo(121 / 24, 9);
    }
  });

  test('where it was cut out of a stream that has gone on for days', async () => {
    const clip = await clipFile({ frames: 121, container: 'fragmented' });
    const later = withFragmentsAt(clip, (start) => start + 200_000n * BigInt(ticks));
    expect(await lengthOf(later)).toBeCloseTo(121 / 24, 9);
  });

  test('where encoders put some sound before the first, and edit lists take it off', async () => {
    const clip = await clipFile({ frames: 120, soundSeconds: 5.05, indexLast });
    const sound = withEdits(clip, [{ seconds: 5, from: 2112 }], 1);
    expect(await lengthOf(sound)).toBe(5);
  });

  test('where pictures are shown in another order than they are decoded', async () => {
    const clip = await clipFile({ frames: 120, indexLast });
    const table = ['moov', 'trak', 'mdia', 'minf', 'stbl'];
    const offsets = [u32(0), u32(1), u32(120), u32((2 * ticks) / 24)];
    const reordered = changed(clip, table, (body) =>
      Buffer.concat([body, box('ctts', ...offsets)]),
    );
    const edits = [{ seconds: 5, from: (2 * ticks) / 24 }];
    expect(await lengthOf(withEdits(reordered, edits))).toBe(5);
    expect(await lengthOf(reordered)).toBe(5);
  });
});

test('a sound counts by its frames, whatever the header of an encoder says', async () => {
  const info = Buffer.alloc(417);
  info.writeUInt32BE(0xfffb9000);
  info.write('Info', 36, 'latin1');
  // Frames and bytes are told: ten frames.
  info.writeUInt32BE(3, 40);
  info.writeUInt32BE(10, 44);
  info.writeUInt32BE(4_170, 48);
  const sound = await lengthOf(Buffer.concat([info, mp3File(12)]), 'audio');
  expect(sound).toBeCloseTo(12, 1);
});

/** The moments at which fragments begin, by their track's ticks. */
function withFragmentsAt(clip: Buffer, at: (start: bigint) => bigint | number): Buffer {
  const parts = partsOf(clip).filter(({ type }) => type !== 'mfra');
  for (const part of parts) {
    if (part.type !== 'moof') continue;
    part.body = changed(part.body, ['traf', 'tfdt'], (body) => {
      body.writeBigUInt64BE(BigInt(at(body.readBigUInt64BE(4))), 4);
      return body;
    });
  }
  return joined(parts);
}
