import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inspectVideo } from '../../src/media/testing/inspect.ts';
import { clipFile, pictureFile, wavFile } from '../../src/media/testing/files.ts';
import { until } from '../harness/api.ts';
import { kinds, openPlace, type Place } from './place.ts';

/** One video, from the words to a file that is measured. */

const answer = z.strictObject({
  id: z.string().regex(/^task_[0-9a-z]{20}$/),
  state: z.string(),
  model: z.string(),
  file: z.string().nullable(),
  posterFile: z.string().nullable(),
  lastFrameFile: z.string().nullable(),
  seconds: z.number().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  frames: z.number().nullable(),
  seed: z.number(),
  creditsCharged: z.number(),
  error: z.string().optional(),
  first: z.object({ keysFile: z.string() }).optional(),
});

/** The cheapest to render. */
const small = ['--resolution', '480p', '--seconds', '4'];
/** Long enough to be cut short. */
const large = ['--resolution', '1080p', '--seconds', '15'];

/** By a limit of the model, by the database and by a file that is measured. */
const refusals: [string[], string][] = [
  [['--seconds', '16'], '--seconds is 16; seedance-2.0 makes 4 to 15 whole seconds'],
  [['--account', 'nobody'], '--account: there is no account "nobody"'],
  [['--image', 'sound.wav'], '--image sound.wav'],
];

/** In the same places as those, or on the way to them: beside a server, where no PostgreSQL is started for each. */
const moreRefusals: [string[], string][] = [
  [['--seconds', '1.5'], 'It must be a whole number, or auto.'],
  [['--seed', '4294967296'], 'from 0 to 4294967295'],
  [['--model', 'sora'], 'Allowed choices are seedance-2.0'],
  [['--model', 'seedance-2.0-mini', '--resolution', '1080p'], '--resolution is 1080p;'],
  [['--image', 'none.png'], '--image none.png: there is no such file'],
  [['--audio', 'sound.wav'], '--audio sound.wav is audio without a picture'],
  [['--poster-out', 'no/such/folder/p.jpg'], '--poster-out: nothing can be written to'],
];

/** Fails if it is neither JPEG nor of some size. */
async function expectJpeg(path: string): Promise<void> {
  const bytes = await readFile(path);
  expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  expect(bytes.length).toBeGreaterThan(1_000);
}

describe.each(kinds)('%s', (kind) => {
  let place: Place;

  beforeAll(async () => {
    place = await openPlace(kind, { database: 'embedded' });
  });

  afterAll(async () => {
    await place.remove();
  });

  const generate = async (...args: string[]) => {
    const { code, answer: told, stderr } = await place.runJson(['generate', ...args]);
    return { code, made: answer.parse(told), stderr };
  };
  const balance = async () => {
    const { answer: told } = await place.runJson(['accounts', 'show', 'demo']);
    return z.object({ balance: z.number(), held: z.number() }).parse(told);
  };

  test('makes a film of the size, length and price that were asked for', async () => {
    const { code, made, stderr } = await generate(
      'A cat walks along a wall at dusk',
      ...['-o', 'cat.mp4', ...small, '--ratio', '1:1', '--seed', '7'],
    );
    expect(stderr).not.toContain('rendering');
    expect(code).toBe(0);
    expect(made).toMatchObject({
      state: 'succeeded',
      model: 'seedance-2.0',
      file: join(place.folder, 'cat.mp4'),
      ...{ seconds: 4, width: 640, height: 640, frames: 97, seed: 7, creditsCharged: 16 },
    });
    // The first start of all makes an account and keys, and tells whoever causes it where they are.
    expect(made.first !== undefined).toBe(place.server === null);
    const film = await inspectVideo(join(place.folder, 'cat.mp4'));
    expect(film).toMatchObject({ width: 640, height: 640, frames: 97, audioCodec: 'mp4a.40.2' });
    expect(await balance()).toMatchObject({ balance: 984, held: 0 });
  });

  test('takes files of this machine, and hands out poster and last frame', async () => {
    await writeFile(join(place.folder, 'first.png'), await pictureFile('png', 640, 480));
    const { code, made } = await generate(
      'The picture begins to move',
      ...['-o', 'moved.mp4', ...small, '--model', 'seedance-2.0-mini', '--no-audio', '--watermark'],
      ...['--first-frame', 'first.png', '--poster-out', 'p.jpg', '--last-frame-out', 'l.jpg'],
    );
    expect(code).toBe(0);
    expect(made).toMatchObject({ creditsCharged: 8, model: 'seedance-2.0-mini' });
    // 4:3, as the first frame is.
    const film = await inspectVideo(join(place.folder, 'moved.mp4'));
    expect(film).toMatchObject({ width: 752, height: 560, frames: 97, audioCodec: null });
    await expectJpeg(join(place.folder, 'p.jpg'));
    await expectJpeg(join(place.folder, 'l.jpg'));
  });

  test('a failure is told in words, with exit code 1 and without a file', async () => {
    const order = ['[[fail:content_policy]] A kite', '-o', 'failed.mp4', ...small, '--test'];
    const { code, made } = await generate(...order);
    expect(code).toBe(1);
    expect(made).toMatchObject({ state: 'failed', file: null, creditsCharged: 0 });
    expect(made.error).toContain('content policy');
    expect(existsSync(join(place.folder, 'failed.mp4'))).toBe(false);
    const inWords = await place.run(['generate', ...order]);
    expect(inWords).toMatchObject({ code: 1, stdout: '' });
    expect(inWords.stderr).toContain('content policy. Nothing was charged. (task_');
  });

  test('Ctrl-C cancels the task, says so, and what was held is free again', async () => {
    const before = await balance();
    const running = place.start(['generate', 'A long river', '-o', 'river.mp4', ...large]);
    await until(
      () => Promise.resolve(running.stderr()),
      (text) => text.includes('rendering'),
    );
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/^The task was cancelled .*Nothing was charged\. \(task_\w+\)$/m);
    expect(await balance()).toEqual(before);
    expect(existsSync(join(place.folder, 'river.mp4'))).toBe(false);
  });

  test.each(kind === 'without a server' ? refusals : [...refusals, ...moreRefusals])(
    '%j is refused in words, before anything is spent',
    async (args, words) => {
      await writeFile(join(place.folder, 'sound.wav'), wavFile(3));
      const order = ['generate', 'A kite', '-o', 'refused.mp4', ...args];
      const { code, answer: told } = await place.runJson(order);
      expect(code).toBe(1);
      expect(z.strictObject({ error: z.string() }).parse(told).error).toContain(words);
    },
  );

  test('pictures, clips and sounds are referred to together; told in lines, the outcome on standard output alone', async () => {
    await writeFile(join(place.folder, 'clip.mp4'), await clipFile());
    await writeFile(join(place.folder, 'sound.wav'), wavFile(3));
    const inline = `data:image/png;base64,${(await pictureFile('png')).toString('base64')}`;
    const { code, stdout, stderr } = await place.run([
      ...['generate', 'They meet'],
      ...['-o', 'met.mp4', ...small, '--ratio', '9:16', '--seconds', 'auto', '--test'],
      ...['--image', inline, '--video', 'clip.mp4', '--audio', 'sound.wav'],
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^\S+met\.mp4: \d+ s of 496 x 864 for 0 credits \(task_\w+\)\n$/);
    expect(stderr).toMatch(/^\[\d+ s\] (waiting|rendering), \d+ %, up to 0 credits$/m);
    expect(stderr).toMatch(/^\[\d+ s\] saving, 100 %, 0 credits$/m);
  });

  test('nothing of it is left: no open task, no broken book, no database without its server', async () => {
    expect(await place.runJson(['ledger', 'check'])).toMatchObject({
      code: 0,
      answer: { ok: true, openTasks: 0, heldMicros: '0' },
    });
    expect(await place.hasDatabase()).toBe(place.server !== null);
  });
});
