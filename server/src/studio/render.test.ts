import { createCanvas } from '@napi-rs/canvas';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrame, inspectVideo } from '../media/testing/inspect.ts';
import { openMedia } from '../media/samples.ts';
import { viewAt } from './camera.ts';
import { openFilmOf } from './films.ts';
import type { StudioJob } from './job.ts';
import { driftFrom } from './pictures/plate.ts';
import { renderJob } from './render.ts';
import {
  difference,
  jobWith,
  meanColor,
  writeClip,
  writePicture,
  writeTone,
} from './testing/media.ts';
import type { Rgb } from './testing/media.ts';

let home: string;
let renders = 0;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'studio-render-'));
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

/** Renders in this process; the child around it has tests of its own. */
async function rendered(fields: Partial<StudioJob>) {
  renders += 1;
  const folder = mkdtempSync(join(home, `${String(renders)}-`));
  const told: number[] = [];
  const result = await renderJob(jobWith(fields), folder, (percent) => told.push(percent));
  const path = (name: string): string => join(folder, name);
  return {
    result,
    told,
    video: path(result.video),
    poster: path(result.poster),
    thumb: path(result.thumb ?? ''),
    path,
  };
}

/** Frames as drawn, before the encoder: a clip is shown in time, of all else these alone are drawn. */
async function drawn(fields: Partial<StudioJob>, frames: readonly number[]): Promise<Buffer[]> {
  const job = jobWith(fields);
  const film = await openFilmOf(job);
  const canvas = createCanvas(job.width, job.height);
  const pictures: Buffer[] = [];
  const isInTime = job.media.some(({ kind }) => kind === 'video');
  for (let frame = 0; frame <= (frames.at(-1) ?? 0); frame += 1) {
    if (isInTime || frames.includes(frame)) await film.draw(canvas.getContext('2d'), frame);
    if (frames.includes(frame)) pictures.push(canvas.data());
  }
  film.close();
  return pictures;
}

function pixelsOf(path: string): Promise<Buffer> {
  return sharp(path).ensureAlpha().raw().toBuffer();
}

function expectColor(actual: Rgb, expected: Rgb, tolerance = 6): void {
  const furthest = Math.max(...actual.map((part, at) => Math.abs(part - (expected[at] ?? 0))));
  expect(furthest, `${String(actual)} is not ${String(expected)}`).toBeLessThan(tolerance);
}

describe('the file', () => {
  test.each([
    // One second and more, the others as short as they may be.
    [864, 496, 25],
    [1280, 720, 5],
    [1470, 630, 5],
    [834, 1112, 5],
  ])(
    'has exactly %i by %i pixels, all its %i frames, H.264 and AAC of its length',
    async (width, height, frames) => {
      const { video, result } = await rendered({ width, height, frames, generateAudio: true });
      const facts = await inspectVideo(video);
      expect(facts).toMatchObject({ width, height, frames, fastStart: true });
      expect(facts.videoCodec).toMatch(/^avc1\.64/);
      expect(facts.audioCodec).toBe('mp4a.40.2');
      expect(facts.durationSeconds).toBeCloseTo(frames / 24, 4);
      expect(facts.audioSeconds).toBeCloseTo(frames / 24, 4);
      expect(result).toMatchObject({ width, height, frames });
      const last = await decodeFrame(video, frames - 1);
      expect([last.width, last.height]).toEqual([width, height]);
    },
  );

  test('has no sound at all unless it is asked for', async () => {
    const { video } = await rendered({ generateAudio: false });
    expect(await inspectVideo(video)).toMatchObject({ audioCodec: null, audioSeconds: null });
  });

  test('can be of a 4k size', async () => {
    const { video } = await rendered({ width: 4398, height: 1886, frames: 2 });
    expect(await inspectVideo(video)).toMatchObject({ width: 4398, height: 1886, frames: 2 });
  });

  test('carries the content label, and so do its pictures', async () => {
    const { video, poster, thumb } = await rendered({ taskId: 'task <&> 9', frames: 4 });
    const { tags } = await inspectVideo(video);
    const label = { Label: '1', ContentProducer: 'filmgate-studio', ProduceID: 'task <&> 9' };
    const own = tags.raw?.['AIGC'];
    expect(typeof own === 'string' && JSON.parse(own)).toMatchObject(label);
    expect(JSON.parse(tags.comment ?? '')).toMatchObject({ AIGC: label });
    for (const picture of [poster, thumb]) {
      const { xmpAsString } = await sharp(picture).metadata();
      expect(xmpAsString).toContain('TC260:AIGC');
      expect(xmpAsString).toContain('task &lt;&amp;&gt; 9');
    }
  });

  test('shows the colours that were drawn', async () => {
    const first = await writePicture(join(home, 'teal.png'), 'first_frame', '#20a0c0');
    const { video } = await rendered({ mode: 'frames', media: [first], frames: 6 });
    expectColor(meanColor(await decodeFrame(video, 0)), [0x20, 0xa0, 0xc0], 4);
    using input = openMedia(video);
    const track = await input.getPrimaryVideoTrack();
    // What the encoder really does: players would show other colours under any other tag.
    expect(await track?.getColorSpace()).toMatchObject({ matrix: 'smpte170m', fullRange: false });
  });
});

describe('the pictures beside it', () => {
  test('the thumb is the poster, small', async () => {
    const { poster, thumb } = await rendered({ frames: 2 });
    const { width, height } = await sharp(poster).metadata();
    expect(await sharp(thumb).metadata()).toMatchObject({
      format: 'jpeg',
      width: 320,
      height: Math.round((320 * height) / width),
    });
    expect(statSync(thumb).size).toBeLessThanOrEqual(15_000);
  });

  test('the poster is the first frame; a last frame only when asked for, of the same size', async () => {
    const without = await rendered({ frames: 4 });
    expect(without.result.lastFrame).toBeNull();
    const { poster, path, result, video } = await rendered({ frames: 4, returnLastFrame: true });
    expect(await sharp(poster).metadata()).toMatchObject({
      format: 'jpeg',
      width: 320,
      height: 180,
    });
    const lastFrame = path(result.lastFrame ?? '');
    expect(await sharp(lastFrame).metadata()).toMatchObject({
      format: 'jpeg',
      width: 320,
      height: 180,
    });
    expect(difference(await pixelsOf(poster), (await decodeFrame(video, 0)).rgba)).toBeLessThan(5);
    expect(difference(await pixelsOf(lastFrame), (await decodeFrame(video, 3)).rgba)).toBeLessThan(
      5,
    );
  });

  test('the watermark stands in the lower right corner of every frame, not in the last-frame image', async () => {
    const size = { width: 640, height: 360, frames: 3, returnLastFrame: true };
    const plain = await rendered(size);
    const marked = await rendered({ ...size, watermark: true });
    const corner = { left: 420, top: 320, width: 210, height: 34 };
    const elsewhere = { left: 0, top: 0, width: 300, height: 300 };
    for (const frame of [0, 2]) {
      const [before, after] = [
        await decodeFrame(plain.video, frame),
        await decodeFrame(marked.video, frame),
      ];
      const change = (part: typeof corner) =>
        Math.max(
          ...meanColor(after, part).map((value, at) =>
            Math.abs(value - (meanColor(before, part)[at] ?? 0)),
          ),
        );
      expect(change(corner)).toBeGreaterThan(8);
      expect(change(elsewhere)).toBeLessThan(2);
    }
    const lastFrameOf = (made: typeof plain) =>
      sharp(made.path(made.result.lastFrame ?? ''))
        .raw()
        .toBuffer();
    expect(difference(await lastFrameOf(plain), await lastFrameOf(marked))).toBe(0);
  });
});

describe('text', () => {
  const middle = [0, 12, 23];

  test('the same job gives the same frames', async () => {
    const fields = { prompt: 'a boat on the sea at sunset in the rain' };
    const [a, b] = [await drawn(fields, middle), await drawn(fields, middle)];
    expect(a).toHaveLength(3);
    a.forEach((picture, at) => expect(picture.equals(b[at] ?? Buffer.alloc(0))).toBe(true));
  });

  test('another seed or another prompt gives other frames', async () => {
    const [base] = await drawn({ prompt: 'mountains at dusk', seed: 1 }, [0]);
    const [seed] = await drawn({ prompt: 'mountains at dusk', seed: 2 }, [0]);
    const [prompt] = await drawn({ prompt: 'mountains at dusk, calm', seed: 1 }, [0]);
    if (!base || !seed || !prompt) throw new Error('no frames');
    expect(difference(base, seed)).toBeGreaterThan(2);
    expect(difference(base, prompt)).toBeGreaterThan(2);
  });

  test('a fixed camera does not move, whatever the text asks for', async () => {
    const prompt = 'a mountain lake by day, push in';
    const moved = await drawn({ prompt, frames: 4 }, [0, 3]);
    const fixed = await drawn({ prompt, frames: 4, cameraFixed: true }, [0, 3]);
    const change = ([first, last]: Buffer[]) => (first && last ? difference(first, last) : -1);
    expect(change(fixed)).toBeLessThan(change(moved));
    expect(viewAt('fixed', 0.7)).toEqual(viewAt('fixed', 0));
    expect(driftFrom('fixed', 0.7)).toEqual({ zoom: 1, x: 0, y: 0 });
  });

  test('progress rises from 0 and stays below 100', async () => {
    const { told } = await rendered({ frames: 10 });
    expect(told).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });
});

describe('frames', () => {
  test('the first frame shows the first picture, the last frame the last one, between them both', async () => {
    const media = [
      await writePicture(join(home, 'first.png'), 'first_frame', '#d03020'),
      await writePicture(join(home, 'last.png'), 'last_frame', '#2040d0', {
        width: 200,
        height: 600,
      }),
    ];
    const { video } = await rendered({
      mode: 'frames',
      media,
      frames: 30,
      prompt: 'snowfall, push in',
    });
    expectColor(meanColor(await decodeFrame(video, 0)), [0xd0, 0x30, 0x20]);
    expectColor(meanColor(await decodeFrame(video, 29)), [0x20, 0x40, 0xd0]);
    const [red, , blue] = meanColor(await decodeFrame(video, 16));
    expect(red).toBeGreaterThan(60);
    expect(blue).toBeGreaterThan(60);
  });

  test('the ends show the pictures themselves, not a part of them', async () => {
    const size = { width: 640, height: 360 };
    const still = async (role: 'first_frame' | 'last_frame') => {
      const prompt = `city at night, ${role}`;
      const { poster } = await rendered({ ...size, prompt, frames: 1 });
      return {
        ...size,
        path: poster,
        kind: 'image',
        role,
        contentType: 'image/jpeg',
        seconds: 0,
      } as const;
    };
    const media = [await still('first_frame'), await still('last_frame')];
    const pictures = await drawn({ mode: 'frames', media, prompt: 'pull out' }, [0, 23]);
    for (const [at, picture] of pictures.entries()) {
      // Softened, so that the way of scaling does not count; a shift of two pixels does.
      const shown = sharp(picture, { raw: { width: 320, height: 180, channels: 4 } });
      const given = sharp(media[at]?.path).resize(320, 180).ensureAlpha();
      const [a, b] = [await shown.blur(2).raw().toBuffer(), await given.blur(2).raw().toBuffer()];
      expect(difference(a, b)).toBeLessThan(0.8);
    }
  });

  test('a picture is cropped evenly, upright, and moves under the camera', async () => {
    // Left half red, right half blue, stored lying on its side.
    const path = join(home, 'turned.jpg');
    const right = await sharp({
      create: { width: 200, height: 300, channels: 3, background: '#0000ff' },
    })
      .png()
      .toBuffer();
    await sharp({ create: { width: 400, height: 300, channels: 3, background: '#ff0000' } })
      .composite([{ input: right, left: 200, top: 0 }])
      .png()
      .toBuffer()
      .then((upright) =>
        sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg().toFile(path),
      );
    const medium = {
      path,
      kind: 'image',
      role: 'first_frame',
      contentType: 'image/jpeg',
      width: 400,
      height: 300,
      seconds: 0,
    } as const;
    const fields = { mode: 'frames', media: [medium], prompt: 'pan left' } as const;
    const [start, end] = await drawn(fields, [0, 23]);
    if (!start || !end) throw new Error('no frames');
    expectColor(
      meanColor(
        { width: 320, height: 180, rgba: start },
        { left: 0, top: 0, width: 150, height: 180 },
      ),
      [255, 0, 0],
    );
    expectColor(
      meanColor(
        { width: 320, height: 180, rgba: start },
        { left: 170, top: 0, width: 150, height: 180 },
      ),
      [0, 0, 255],
    );
    expect(difference(start, end)).toBeGreaterThan(1);
  });
});

describe('reference', () => {
  test('pictures float before the scene of the prompt', async () => {
    const media = [
      await writePicture(join(home, 'r1.png'), 'reference_image', '#ff0000'),
      await writePicture(join(home, 'r2.png'), 'reference_image', '#00ff00'),
    ];
    const size = { width: 640, height: 360, prompt: 'a meadow by day' };
    const [picture] = await drawn({ ...size, mode: 'reference', media }, [12]);
    if (!picture) throw new Error('no frame');
    const frame = { width: 640, height: 360, rgba: picture };
    expectColor(meanColor(frame, { left: 190, top: 160, width: 40, height: 30 }), [255, 0, 0]);
    expectColor(meanColor(frame, { left: 410, top: 160, width: 40, height: 30 }), [0, 255, 0]);
    const top = { left: 0, top: 0, width: 640, height: 20 };
    const [scene] = await drawn(size, [12]);
    if (!scene) throw new Error('no frame');
    expectColor(meanColor(frame, top), meanColor({ ...frame, rgba: scene }, top), 60);
  });

  test('a clip is decoded, shown in time, and its last picture moves on after its end', async () => {
    const clip = await writeClip(join(home, 'clip.mp4'), ['#c02020', '#2020c0'], 24);
    const fields = { mode: 'reference', media: [clip], frames: 48, prompt: 'push in' } as const;
    const { video } = await rendered(fields);
    expectColor(meanColor(await decodeFrame(video, 2)), [0xc0, 0x20, 0x20]);
    expectColor(meanColor(await decodeFrame(video, 18)), [0x20, 0x20, 0xc0]);
    const [red, , blue] = meanColor(await decodeFrame(video, 44));
    expect(blue).toBeGreaterThan(red + 100);
    const [resting, later] = await drawn(fields, [24, 40]);
    if (!resting || !later) throw new Error('no frames');
    expect(difference(resting, later)).toBeGreaterThan(0.5);
  });

  test('an edit keeps to its clip to the end, whatever stands beside it', async () => {
    const clip = await writeClip(join(home, 'edit.mp4'), ['#c02020', '#2020c0'], 24);
    const other = await writeClip(join(home, 'other.mp4'), ['#20c020', '#20c020'], 24);
    const fields = { mode: 'reference', media: [clip, other], frames: 24 } as const;
    const { video, result } = await rendered({ ...fields, referenceTask: 'edit' });
    expect(result.frames).toBe(24);
    expectColor(meanColor(await decodeFrame(video, 10)), [0xc0, 0x20, 0x20]);
    expectColor(meanColor(await decodeFrame(video, 13)), [0x20, 0x20, 0xc0]);
    expectColor(meanColor(await decodeFrame(video, 23)), [0x20, 0x20, 0xc0]);
  });

  test('an extension begins with the last picture of its clip, and goes on', async () => {
    const clip = await writeClip(join(home, 'extended.mp4'), ['#c02020', '#2020c0'], 24);
    const fields = { mode: 'reference', media: [clip], frames: 48, prompt: 'push in' } as const;
    const [first, later] = await drawn({ ...fields, referenceTask: 'extend' }, [0, 40]);
    if (!first || !later) throw new Error('no frames');
    expectColor(meanColor({ width: 320, height: 180, rgba: first }), [0x20, 0x20, 0xc0]);
    const [red, , blue] = meanColor({ width: 320, height: 180, rgba: later });
    expect(blue).toBeGreaterThan(red + 100);
    expect(difference(first, later)).toBeGreaterThan(0.5);
  });

  test('a subject on a plain background is cut out and stands in the scene', async () => {
    const path = join(home, 'product.png');
    const product = await sharp({
      create: { width: 120, height: 220, channels: 3, background: '#c01060' },
    })
      .png()
      .toBuffer();
    await sharp({ create: { width: 300, height: 300, channels: 3, background: '#ffffff' } })
      .composite([{ input: product, left: 90, top: 40 }])
      .png()
      .toFile(path);
    const medium = {
      path,
      kind: 'image',
      role: 'reference_image',
      contentType: 'image/png',
      width: 300,
      height: 300,
      seconds: 0,
    } as const;
    const prompt = 'a desert by day';
    const [shown] = await drawn({ mode: 'reference', media: [medium], prompt }, [12]);
    const [scene] = await drawn({ prompt }, [12]);
    if (!shown || !scene) throw new Error('no frame');
    let magenta = 0;
    let white = 0;
    for (let at = 0; at < shown.length; at += 4) {
      const [red, green, blue] = [shown[at] ?? 0, shown[at + 1] ?? 0, shown[at + 2] ?? 0];
      if (red > 90 && red > green * 2 && blue > green) magenta += 1;
      if (Math.min(red, green, blue) > 250 && Math.min(scene[at] ?? 0, scene[at + 1] ?? 0) < 230)
        white += 1;
    }
    const pixels = shown.length / 4;
    expect(magenta / pixels).toBeGreaterThan(0.03);
    expect(white / pixels).toBeLessThan(0.004);
  });
});

describe('what cannot be read', () => {
  test('a broken picture is named in the message', async () => {
    const path = join(home, 'broken.png');
    const good = await writePicture(path, 'first_frame', '#123456');
    writeFileSync(path, 'no picture at all');
    await expect(rendered({ mode: 'frames', media: [good] })).rejects.toThrow(
      /^media\[0\] \(first_frame\) cannot be read as image: /,
    );
  });

  test('a cut-off picture is refused, not shown in part', async () => {
    const path = join(home, 'cut.png');
    const noise = await sharp({
      create: {
        width: 300,
        height: 300,
        channels: 3,
        background: '#000000',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer();
    writeFileSync(path, noise.subarray(0, noise.length / 2));
    const medium = {
      path,
      kind: 'image',
      role: 'first_frame',
      contentType: 'image/png',
      width: 300,
      height: 300,
      seconds: 0,
    } as const;
    await expect(rendered({ mode: 'frames', media: [medium] })).rejects.toThrow(
      /cannot be read as image/,
    );
  });

  test('a video or sound that is none is named, without the path of our storage', async () => {
    const path = join(home, 'none.bin');
    writeFileSync(path, Buffer.alloc(4096, 7));
    const video = {
      path,
      kind: 'video',
      role: 'reference_video',
      contentType: 'video/mp4',
      width: 64,
      height: 64,
      seconds: 1,
    } as const;
    const failure = await rendered({ mode: 'reference', media: [video] }).catch((error: unknown) =>
      String(error),
    );
    expect(failure).toMatch(/media\[0\] \(reference_video\) cannot be read as video/);
    expect(failure).not.toContain(home);
    const tone = { ...writeTone(join(home, 'tone.wav'), 440, 1), path };
    await expect(
      rendered({ mode: 'reference', media: [tone], generateAudio: true }),
    ).rejects.toThrow(/media\[0\] \(reference_audio\) cannot be read as audio/);
  });
});
