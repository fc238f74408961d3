import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dialects } from '../../src/dialects/index.ts';
import { call, until } from '../harness/api.ts';
import { filmWithinMs } from './films.ts';
import { openPlace, type Place } from './place.ts';
import { findPython, runJavaScript, runPython } from './programs.ts';
import { shell } from './shell.ts';

/** The samples that `GET /dialects` hands out, each run as it stands with a key in it. */

const answer = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      samples: z.array(z.object({ language: z.string(), text: z.string() })),
    }),
  ),
});

let place: Place;
let samples: Map<string, string>;

beforeAll(async () => {
  place = await openPlace();
  const { liveKey: key } = place.server.first;
  const { body } = await call(place.server, 'GET', '/platform/v1/dialects', { key });
  samples = new Map(
    answer
      .parse(body)
      .data.flatMap(({ name, samples: texts }) =>
        texts.map(({ language, text }) => [`${name} ${language}`, text] as const),
      ),
  );
});
afterAll(() => place.close());

function sampleOf(name: string, language: string): string {
  const text = samples.get(`${name} ${language}`) ?? '';
  expect(text).toContain('{{key}}');
  expect(text).toContain(place.server.url);
  return text.replaceAll('{{key}}', place.server.first.testKey);
}

async function expectVideo(address: string): Promise<void> {
  const key = place.server.first.testKey;
  const headers: Record<string, string> = address.includes('signature')
    ? {}
    : { authorization: `Bearer ${key}` };
  const response = await fetch(address, { headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
}

const apis = ['platform', ...dialects.map(({ name }) => name)];
const python = await findPython('json');
const curl = await shell('curl --version').catch(() => null);

test('there is a sample of every API in every language', () => {
  const languages = ['curl', 'python', 'javascript'];
  expect([...samples.keys()]).toEqual(
    apis.flatMap((name) => languages.map((language) => `${name} ${language}`)),
  );
});

/** Beside each other, as a machine has time for more than one. */
describe.concurrent.each(apis)('%s', (name) => {
  test('JavaScript makes a video and prints where it is', { timeout: filmWithinMs }, async () => {
    const [address = ''] = await runJavaScript(sampleOf(name, 'javascript'));
    await expectVideo(address);
  });

  test.skipIf(python === null)('Python does', { timeout: filmWithinMs }, async () => {
    const [address = ''] = await runPython(python ?? '', sampleOf(name, 'python'));
    await expectVideo(address);
  });

  test.skipIf(curl === null)(
    'curl makes it, reads it and fetches it',
    { timeout: filmWithinMs },
    async () => {
      const [create = '', read = '', fetchIt] = sampleOf(name, 'curl').split(/\n\n# .*\n/u);
      const made = await shell(create);
      const [, id = ''] = /"(?:id|taskId|requestId|task_id)":\s*"([^"]+)"/u.exec(made) ?? [];
      const words = await until(
        () => shell(read.replaceAll('TASK_ID', id)),
        (told) => /"(?:succeeded|completed)"/u.test(told),
        filmWithinMs,
      );
      if (fetchIt === undefined) {
        const [address = ''] = /https?:[^"\s]+\.mp4[^"\s]*/u.exec(words) ?? [];
        await expectVideo(address);
        return;
      }
      const path = join(place.folder, `${name}.mp4`);
      await shell(fetchIt.replaceAll('TASK_ID', id).replace('film.mp4', path));
      expect((await readFile(path)).subarray(4, 8).toString()).toBe('ftyp');
    },
  );
});
