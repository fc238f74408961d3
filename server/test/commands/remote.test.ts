import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pictureFile } from '../../src/media/testing/files.ts';
import { until } from '../harness/api.ts';
import { freePort } from '../harness/server.ts';
import { openPlace, type Place } from './place.ts';
import { run, runJson, start } from './run.ts';

/** Commands that are given to a Filmgate elsewhere: from a machine that has nothing but a key. */

let place: Place;
let remote: string[];
let env: Record<string, string>;
beforeAll(async () => {
  place = await openPlace('beside a running server');
  const { server, folder } = place;
  remote = ['--remote', server?.url ?? ''];
  // Where nothing is, so that nothing of it is used.
  env = { FILMGATE_DATA_DIR: join(folder, 'nothing'), FILMGATE_KEY: server?.first.testKey ?? '' };
});
afterAll(() => place.remove());

const json = (args: readonly string[], more = {}) =>
  runJson([...args, ...remote], { env: { ...env, ...more }, cwd: place.folder });
const small = ['--resolution', '480p', '--seconds', '4'];

test('a film is made there and saved here, from a picture that is here', async () => {
  await writeFile(join(place.folder, 'cat.png'), await pictureFile('png'));
  const from = ['--first-frame', 'cat.png', '--last-frame-out', 'last.jpg', '--seed', '7'];
  const { code, answer } = await json(['generate', 'a cat', '-o', 'cat.mp4', ...small, ...from]);
  expect([code, answer]).toMatchObject([
    0,
    {
      state: 'succeeded',
      file: join(place.folder, 'cat.mp4'),
      seconds: 4,
      seed: 7,
      creditsCharged: 0,
    },
  ]);
  const film = await readFile(join(place.folder, 'cat.mp4'));
  expect(film.subarray(4, 8).toString()).toBe('ftyp');
  const last = await readFile(join(place.folder, 'last.jpg'));
  expect(last.subarray(0, 3).toString('hex')).toBe('ffd8ff');
});

test('tasks are listed, shown and told as a customer may see them', async () => {
  const listed = await json(['tasks', 'list', '--limit', '1']);
  const { tasks } = listed.answer as { tasks: { id: string; state: string }[] };
  expect(tasks).toMatchObject([{ state: 'succeeded', mode: 'test' }]);
  const [id = ''] = tasks.map((task) => task.id);
  const shown = await json(['tasks', 'show', id]);
  const { timeline } = shown.answer as { timeline: { what: string }[] };
  expect(shown.answer).toMatchObject({ id });
  expect(timeline[0]).toMatchObject({ what: 'accepted' });
  expect(timeline.map(({ what }) => what)).toContain('succeeded');
  const inWords = await run(['tasks', 'show', id, ...remote], { env });
  expect(inWords.stdout).toMatch(/^prompt +a cat$/mu);
  expect(inWords.stdout).toMatch(/ {2}accepted$/mu);
  const table = await run(['tasks', 'list', ...remote], { env });
  expect(table.stdout).toMatch(/^TASK .*\ntask_\w+ +succeeded/u);
  const late = await json(['tasks', 'cancel', id]);
  expect(late.code).toBe(1);
  expect(late.answer).toMatchObject({
    error: expect.stringMatching(/\(request \S+\)$/u) as string,
  });
});

test('what there is, and what binds the key, is told', async () => {
  const key = place.server?.first.liveKey ?? '';
  const { code, answer } = await json(['balance'], { FILMGATE_KEY: key });
  expect([code, answer]).toMatchObject([0, { balanceCredits: 1_000, heldCredits: 0, limits: [] }]);
  const inWords = await run(['balance', ...remote], { env: { ...env, FILMGATE_KEY: key } });
  expect(inWords.stdout).toContain('1000 credits, of which 0 are held\n1000 can be spent\n');
});

test('Ctrl-C cancels the task there', async () => {
  const large = ['--resolution', '1080p', '--seconds', '15'];
  const words = ['generate', 'a long river [[delay:60s]]', '-o', 'long.mp4', ...large, ...remote];
  const { child, stderr, ended } = start(words, { env, cwd: place.folder });
  await until(
    () => Promise.resolve(stderr()),
    (told) => /waiting|rendering/u.test(told),
  );
  child.kill('SIGINT');
  const { code, stderr: told } = await ended;
  expect(code).toBe(130);
  expect(told).toMatch(/cancel/iu);
  await expect(stat(join(place.folder, 'long.mp4'))).rejects.toThrow('ENOENT');
});

describe('is refused in words', () => {
  test.each<[string, string[], Record<string, string>, string]>([
    ['without a key', ['balance'], { FILMGATE_KEY: '' }, 'FILMGATE_KEY'],
    ['with a wrong key', ['balance'], { FILMGATE_KEY: 'fg_live_wrong' }, '(request '],
    [
      'with a file that is not there',
      ['balance', '--key-file', 'none'],
      {},
      '--key-file: there is no key in none',
    ],
    ['for an account that the key names', ['tasks', 'list', '--account', 'demo'], {}, '--account'],
    [
      'in a sandbox that the key names',
      ['generate', 'x', '-o', 'x.mp4', '--test'],
      {},
      '--remote: the key says',
    ],
    [
      'by a limit of the model',
      ['generate', 'x', '-o', 'x.mp4', '--seconds', '16'],
      {},
      'seconds is 16',
    ],
    [
      'with a clip that is here',
      ['generate', 'x', '-o', 'x.mp4', '--video', 'cat.mp4'],
      {},
      'http(s) URL',
    ],
    [
      'with a file that is missing',
      ['generate', 'x', '-o', 'x.mp4', '--image', 'no.png'],
      {},
      '--image no.png: there is no such file',
    ],
  ])('%s', async (_what, args, more, words) => {
    const { code, answer } = await json(args, more);
    expect(code).toBe(1);
    expect((answer as { error: string }).error).toContain(words);
  });

  test('where nobody is, and where no place is named', async () => {
    const nobody = `http://127.0.0.1:${String(await freePort())}`;
    const lost = await runJson(['balance', '--remote', nobody], { env });
    expect(lost.answer).toMatchObject({ error: expect.stringContaining('ECONNREFUSED') as string });
    const nowhere = await runJson(['balance'], { env });
    expect(nowhere.answer).toMatchObject({
      error: expect.stringContaining('--remote: say where') as string,
    });
    const none = await runJson(['tasks', 'list'], { env });
    expect(none.answer).toMatchObject({ error: '--account: say whose tasks, by id or name' });
  });
});

test('a key may stand in a file', async () => {
  await writeFile(join(place.folder, 'key'), `${place.server?.first.testKey ?? ''}\n`);
  const { code } = await json(['tasks', 'list', '--key-file', 'key'], { FILMGATE_KEY: '' });
  expect(code).toBe(0);
});
