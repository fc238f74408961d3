import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeFrame } from '../../src/media/testing/inspect.ts';
import { call, until } from '../harness/api.ts';
import { expectBooks } from './books.ts';
import { expectFilm, fetchFilm, filmWithinMs } from './films.ts';
import { masked } from './key-paths.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';
import * as printed from './printed/tokenhub.ts';
import { findPython, runJavaScript, runPython } from './programs.ts';
import { expectQuarters, pictureOf, warm } from './quarters.ts';
import { shell } from './shell.ts';

const root = '/api/v1/videos/generations';
const python = await findPython();
const orSkipped = python === null ? ' (skipped: this machine has no Python with `requests`)' : '';

let place: Place;
/** For each of the films that are printed, 1 USD. */
let paidUsd = python === null ? 2 : 4;

beforeAll(async () => {
  place = await openPlace();
  const portrait = await pictureOf(warm, 900, 1200);
  place.host.put('/portrait.jpg', { body: portrait, contentType: 'image/jpeg' });
});

afterAll(async () => {
  await place.close();
});

const told = z.object({ id: z.string().regex(/^[0-9a-z]{24}$/u), status: z.string() });

/** An answer with marks where ours must differ from the printed one. */
function comparable(answer: string): string {
  return masked(answer, ['id', 'created', 'video_url', 'cover_image_url']);
}

/** Reads until the task is over; every answer on the way is as printed. */
async function finished(id: string, under = ''): Promise<string> {
  const { body } = await until(
    async () => {
      const read = await call(place.server, 'GET', `${under}${root}/${id}`, {
        key: place.server.first.liveKey,
      });
      const { status } = told.parse(read.body);
      if (status !== 'succeeded') {
        const inState = printed.running.replace('"running"', `"${status}"`);
        expect(comparable(JSON.stringify(read.body))).toBe(comparable(inState));
      }
      return { status, body: JSON.stringify(read.body) };
    },
    ({ status }) => status === 'succeeded',
    filmWithinMs,
  );
  return body;
}

const made = z.object({
  data: z.tuple([z.object({ video_url: z.url(), cover_image_url: z.url() })]),
});

/** Films of 5 s, by the addresses that clients were told. */
const films: string[] = [];

async function expectLandscape(videoUrl: string): Promise<void> {
  const film = await fetchFilm(videoUrl, place.folder);
  await expectFilm(film, { width: 1280, height: 720, seconds: 5, sound: true });
  films.push(videoUrl);
}

/** What a program said, line by line, where it tells states as often as it looked. */
function withoutRepeats(lines: readonly string[]): string[] {
  return lines.filter((line, index) => line !== lines[index - 1]);
}

describe.concurrent('calls and programs as the documentation prints them', () => {
  test('curl: a text becomes 5 s of 1280x720 with sound and a cover, told as printed', async () => {
    const answer = await shell(place.ours(printed.textToVideo));
    expect(comparable(answer)).toBe(comparable(printed.accepted));
    const { id } = told.parse(JSON.parse(answer));
    await finished(id);
    const query = await shell(place.ours(printed.query, { taskId: id }));
    expect(comparable(query)).toBe(comparable(printed.succeeded));
    const url = `${place.server.url}/d/tokenhub`;
    expect(await shell(place.ours(printed.query, { taskId: id, url }))).toBe(query);
    const [{ video_url: videoUrl, cover_image_url: coverUrl }] = made.parse(JSON.parse(query)).data;
    await expectLandscape(videoUrl);
    const cover = await fetch(coverUrl);
    expect(await sharp(await cover.arrayBuffer()).metadata()).toMatchObject({
      format: 'jpeg',
      width: 1280,
      height: 720,
    });
  });

  test('JavaScript: creates, polls, and says where 5 s of 1280x720 are', async () => {
    const lines = withoutRepeats(await runJavaScript(place.ours(printed.javaScriptTextToVideo)));
    expect(lines[0]).toMatch(/^Task created: [0-9a-z]{24}$/u);
    expect(lines.at(-3)).toBe('Status: succeeded');
    expect(lines.at(-1)).toBe('Duration: 5 seconds');
    await expectLandscape(lines.at(-2)?.replace(/^Video URL: /u, '') ?? '');
  });

  test.skipIf(python === null)(
    `Python: creates, polls, and says where 5 s of 1280x720 are; under /d/tokenhub${orSkipped}`,
    async () => {
      const program = place.ours(printed.pythonTextToVideo, {
        url: `${place.server.url}/d/tokenhub`,
      });
      const lines = withoutRepeats(await runPython(python ?? '', program));
      expect(lines[0]).toMatch(/^Task created: [0-9a-z]{24}, status: queued$/u);
      expect(lines.at(-3)).toBe('Status: succeeded');
      expect(lines.at(-2)).toBe('Video ready! Duration: 5s');
      await expectLandscape(lines.at(-1)?.replace(/^URL: /u, '') ?? '');
    },
  );

  test.skipIf(python === null)(
    `Python: a picture is the first frame, and the film has its shape${orSkipped}`,
    async () => {
      const lines = await runPython(python ?? '', place.ours(printed.pythonImageToVideo));
      expect(lines[0]).toMatch(/^Task: [0-9a-z]{24}$/u);
      const film = await fetchFilm(lines[1]?.replace(/^Done: /u, '') ?? '', place.folder);
      // 900x1200 is 3:4.
      await expectFilm(film, { width: 834, height: 1112, seconds: 5, sound: true });
      expectQuarters(await decodeFrame(film, 0), warm);
    },
  );
});

test('a film of ours as input counts as the 5 s that it was sold as, whatever is declared of it', async () => {
  const body = {
    model: 'doubao-seedance-2.0',
    prompt: 'The dog runs on into the sea',
    duration: 4,
    resolution: '720p',
    video_url: films[0],
    video_durations: [-1, null],
    input_video_duration: 0.5,
  };
  const key = place.server.first.liveKey;
  const { body: answer } = await call(place.server, 'POST', root, { key, body });
  await finished(told.parse(answer).id);
  // (5 + 4) x 0.20 USD, as the guide works its example out.
  paidUsd += 1.8;
});

test('the account has paid 0.20 USD a second, to the last micro-credit', async () => {
  // 1000 at the first start, at 40 to the USD.
  const balance = 1000 - 40 * paidUsd;
  await expectBooks(place.server, { balanceMicros: BigInt(balance) * 1_000_000n });
});
