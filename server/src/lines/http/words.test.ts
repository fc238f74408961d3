import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkLedger } from '../../ledger/check.ts';
import type { CallAnswer } from '../../media/fetch.ts';
import { openDiskStore } from '../../media/store/store.ts';
import { studioQueue } from '../../work/queues.ts';
import {
  addCustomer,
  dialectNamed,
  openTaskFixture,
  order,
  type TaskFixture,
} from '../../tasks/testing/fixture.ts';
import { dispatch } from '../../making/dispatch.ts';
import { follow } from '../../making/follow.ts';
import { createHttpLine } from './http-line.ts';
import { creatingLine } from '../testing/speaking-line.ts';
import type { LineParts } from '../../making/parts.ts';
import { lineParts } from '../../making/testing/line-parts.ts';

/** An upstream's words as they come into the database and before customers. */

const secret = 'sk-upstream-5ecret';

let fixture: TaskFixture;
let folder: string;
let parts: LineParts;
let logged: string;
/** Answers of the upstream, one a call. */
let answers: Pick<CallAnswer, 'status' | 'answer'>[];

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-words-'));
  answers = [];
  logged = '';
  const log = pino({ level: 'trace' }, { write: (line: string) => void (logged += line) });
  const driver = createHttpLine({
    line: creatingLine,
    dialect: dialectNamed('ark'),
    secret,
    fetch: {
      call() {
        const said = answers.shift();
        if (!said) throw new Error('the upstream has nothing to say');
        return Promise.resolve({ headers: {}, tookMs: 1, ...said });
      },
    },
    mayCall: () => Promise.resolve(true),
    takeNow: (_kind, wanted) => Promise.resolve({ taken: wanted, waitSeconds: 0, apartSeconds: 0 }),
    isTaken: () => Promise.resolve(false),
    acceptedBefore: () => Promise.resolve([]),
    mediaUrl: () => '',
    callbackUrl: () => null,
    trouble: (kind, words) => {
      log.warn({ kind, words });
    },
    log,
  });
  const names = {
    line: dialectNamed('ark').fields,
    of: (name: string) => dialectNamed(name).fields,
  };
  parts = { ...lineParts(fixture, driver, await openDiskStore(join(folder, 'media'))), names, log };
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

/** JSON with escapes that JSON allows and PostgreSQL cannot store. */
const refusal = (message: string): Pick<CallAnswer, 'status' | 'answer'> => ({
  status: 400,
  answer: `{"error": {"code": "InvalidParameter", "message": "${message}", "param": "", "type": ""}}`,
});
const failed = (message: string): Pick<CallAnswer, 'status' | 'answer'> => ({
  status: 200,
  answer: `{"id": "cgt-1", "status": "failed", "error": {"code": "x", "message": "${message}"}}`,
});
const accepted = { status: 200, answer: '{"id": "cgt-1"}' };

let madeCount = 0;

async function taskAfter(...said: Pick<CallAnswer, 'status' | 'answer'>[]) {
  const who = await addCustomer(fixture, 100);
  const { row } = await fixture.submit(who, order());
  madeCount += 1;
  // No upstream gives one id to two tasks.
  const id = `cgt-${String(madeCount)}`;
  answers = said.map(({ status, answer }) => ({ status, answer: answer.replace('cgt-1', id) }));
  await dispatch(parts, studioQueue, 1);
  if (said.length > 1) {
    await fixture.database.general.query('update work set due_at = now()');
    await follow(parts, { queue: parts.driver.queue, most: 9, queueOf: () => studioQueue });
  }
  expect(answers).toEqual([]);
  return fixture.reader.read({ accountId: who.accountId, id: row.id });
}

/** As Ark writes an error, in a refusal and of a task that failed. */
const errors = (error: unknown): [string, Pick<CallAnswer, 'status' | 'answer'>[]][] => [
  ['a refusal', [{ status: 400, answer: JSON.stringify({ error }) }]],
  [
    'the failure of a task',
    [accepted, { status: 200, answer: JSON.stringify({ id: 'cgt-1', status: 'failed', error }) }],
  ],
];

/** All that the database keeps of tasks and attempts. */
async function kept(): Promise<string> {
  const { rows } = await fixture.database.general.query<{ text: string }>(
    `select coalesce(string_agg(t::text || coalesce(a::text, ''), ' '), '') as text
       from tasks t left join attempts a on a.task_id = t.id`,
  );
  return rows[0]?.text ?? '';
}

describe.each([
  ['a refusal', (message: string) => [refusal(message)]],
  ['the failure of a task', (message: string) => [accepted, failed(message)]],
])('%s', (_name, answersWith) => {
  test.each([
    ['U+0000', 'a\\u0000b', 'a\ufffdb'],
    ['half a surrogate pair', 'a\\ud83cb', 'a\ufffdb'],
    ['the other half', 'a\\uDFA5b', 'a\ufffdb'],
    ['a backslash before such words', 'a\\\\u0000b', 'a\\u0000b'],
    ['a whole pair', '\\ud83c\\udfa5', '🎥'],
  ])('that holds %s is kept as what it is', async (_what, written, read) => {
    expect(await taskAfter(...answersWith(written))).toMatchObject({
      state: 'failed',
      failure: { message: read },
    });
  });

  test.each([
    ['as it is', secret],
    ['in capitals', secret.toUpperCase()],
    ['in base64', Buffer.from(`Bearer ${secret}`).toString('base64')],
    ['with an escape', secret.replace('-', '\\u002d')],
  ])('that repeats our key %s tells it to nobody', async (_how, written) => {
    const row = await taskAfter(...answersWith(`Wrong: ${written}`));
    expect(row).toMatchObject({
      state: 'failed',
      failure: { message: expect.stringMatching(/^Wrong: .*\[secret\]/) as string },
    });
    for (const words of [JSON.stringify(row?.failure), await kept(), logged]) {
      expect(words.toLowerCase()).not.toContain(secret);
      expect(words).not.toContain(Buffer.from(secret).toString('base64').slice(4, 20));
    }
  });
});

describe('a code of the upstream’s own', () => {
  test.each([
    ['InputImageSensitiveContentDetected.PrivacyInformation', 'content_policy'],
    ['InputTextSensitiveContentDetected.PolicyViolation', 'content_policy'],
    ['OutputAudioSensitiveContentDetected', 'content_policy'],
    ['InvalidParameter.TaskTypeConstraint', 'invalid_parameter'],
    ['ContentSecurityDetectionError', 'provider_error'],
  ])('is kept beside our word for it: %s', async (code, ours) => {
    for (const [, said] of errors({ code, message: 'Words.' })) {
      // What passes is tried again before it fails.
      if (said.length === 1 && ours === 'provider_error') continue;
      const row = await taskAfter(...said);
      expect(row).toMatchObject({ state: 'failed' });
      expect(row?.failure).toEqual({
        code: ours,
        message: 'Words.',
        upstream: { dialect: 'ark', code },
      });
    }
  });

  test('that is our key, or nothing like a code, is kept nowhere', async () => {
    for (const code of [
      secret,
      secret.toUpperCase(),
      `x-${secret}.y`,
      'a b',
      '\u0000',
      'x'.repeat(101),
    ]) {
      for (const [, said] of errors({ code, message: 'Words.' })) {
        const row = await taskAfter(...said);
        expect(row?.failure).toEqual({ code: expect.any(String) as string, message: 'Words.' });
        expect((await kept()).toLowerCase()).not.toContain(secret);
      }
    }
  });
});

test('a field is named as its client named it, and the sentence kept as it was', async () => {
  const message = 'The parameter `ratio` is not valid: the ratio is none of "16:9".';
  for (const [, said] of errors({ code: 'InvalidParameter', message })) {
    expect((await taskAfter(...said))?.failure).toEqual({
      code: 'invalid_parameter',
      message: 'The parameter `aspectRatio` is not valid: the ratio is none of "16:9".',
      upstream: { dialect: 'ark', code: 'InvalidParameter', message },
    });
  }
});

test('an address that cannot be stored does not keep a video from its customer', async () => {
  const made = '"resolution": "720p", "ratio": "16:9", "duration": 5, "framespersecond": 24';
  const content = '{"video_url": "https://v.example/\\u0000.mp4", "last_frame_url": "\\ud800"}';
  const row = await taskAfter(accepted, {
    status: 200,
    answer: `{"id": "cgt-1", "status": "succeeded", ${made}, "content": ${content}}`,
  });
  expect(row?.state).toBe('succeeded');
});

test.each([
  ['an id', `{"id": "${secret}", "status": "running"}`],
  ['a word that we sent', `{"id": "cgt-1", "status": "running", "safety_identifier": "${secret}"}`],
])('an upstream that gives our key for %s is told of without it', async (_what, answer) => {
  expect(await taskAfter(accepted, { status: 200, answer })).toMatchObject({ state: 'running' });
  expect(logged).toContain('[secret]');
  expect(logged).not.toContain(secret);
  expect(await kept()).not.toContain(secret);
});
