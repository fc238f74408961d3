import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginAttempts, loseAttempt } from '../../tasks/attempts.ts';
import { z } from 'zod';
import { createUsualTimes } from '../../tasks/records/usual-seconds.ts';
import { refundTask } from '../../tasks/refund.ts';
import { writeStoredFiles } from '../../tasks/results.ts';
import { success } from '../../tasks/testing/fixture.ts';
import { taskSchema } from './tasks.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer();
  who = await server.customer();
});
afterAll(() => server.close());

const read = (id: string, headers = {}) =>
  server.call(who.key, 'GET', `/tasks/${id}`, undefined, headers);

describe('a task', () => {
  test('that waits is told with its place in the queue', async () => {
    const id = await server.submit(who, 'a river in autumn');
    const { status, json, headers } = await read(id);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(headers.get('retry-after')).toBe('5');
    expect(taskSchema.parse(json)).toMatchObject({
      id,
      state: 'queued',
      prompt: 'a river in autumn',
      quotedCredits: 40,
      queue: { position: expect.any(Number), more: false, expectedWaitSeconds: null },
      expectedFinishAt: null,
    });
  });

  test('has its metadata to the byte', async () => {
    const kept = '{"big":12345678901234567890, "10":1.0,"2":"\\u732b"}';
    const id = await server.submit(who);
    const { general } = server.database;
    await general.query('update tasks set metadata = to_jsonb($2::text) where id = $1', [id, kept]);
    const url = `http://127.0.0.1:${String(server.port)}/platform/v1/tasks/${id}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${who.key}` } });
    expect(await response.text()).toContain(`"metadata":${kept}`);
  });

  test('that runs is told with when it should be done', async () => {
    const id = await server.submit(who);
    const { general } = server.database;
    await general.query(
      'update tasks set started_at = now(), expected_seconds = 90 where id = $1',
      [id],
    );
    await general.query('delete from work where subject_id = $1', [id]);
    await server.become(id, 'running');
    const task = taskSchema.parse((await read(id)).json);
    expect(task.queue).toBeNull();
    const leftMs = Date.parse(task.expectedFinishAt ?? '') - Date.now();
    expect(leftMs).toBeGreaterThan(60_000);
    expect(leftMs).toBeLessThanOrEqual(91_000);
    expect(task.endsBy).toBeNull();
  });

  test('of which nothing is heard is told with when it ends at the latest', async () => {
    const id = await server.submit(who);
    await beginAttempts(server.database, 'line_a', [id]);
    const late = { queue: 'lost/line_a', lookAfterSeconds: 3_600, reason: 'cut' };
    await loseAttempt(server.database, { taskId: id, number: 1, ...late });
    const task = taskSchema.parse((await read(id)).json);
    expect(task).toMatchObject({ state: 'running', queue: null, expectedFinishAt: null });
    const leftMs = Date.parse(task.endsBy ?? '') - Date.now();
    expect(Math.abs(leftMs - 72 * 3_600_000)).toBeLessThan(60_000);
    await server.fail(id);
    expect(taskSchema.parse((await read(id)).json).endsBy).toBeNull();
  });

  test('that is over says nothing of the future', async () => {
    const id = await server.submit(who);
    await server.fail(id);
    const { json, headers } = await read(id);
    expect(headers.has('retry-after')).toBe(false);
    expect(taskSchema.parse(json)).toMatchObject({
      state: 'failed',
      queue: null,
      expectedFinishAt: null,
      failure: { code: 'provider_error' },
    });
  });
});

describe('what a client has already', () => {
  test('is not sent again, until it changes', async () => {
    const id = await server.submit(who);
    await server.fail(id);
    const first = await read(id);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await read(id, { 'if-none-match': known });
      expect([again.status, again.text, again.headers.get('etag')], known).toEqual([304, '', tag]);
    }
    expect((await read(id, { 'if-none-match': '"other"' })).text).toBe(first.text);
  });

  test('is asked for again by every cache, and kept by none for others', async () => {
    const { headers } = await read(await server.submit(who));
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });
});

describe('what is asked for beside a task', () => {
  const include = async (id: string, words: string) =>
    taskSchema.loose().parse((await read(`${id}?include=${words}`)).json);

  test('is what it costs, in parts, while it waits and when it is over', async () => {
    const id = await server.submit(who);
    const charge = {
      rule: 'seedance2ink/seedance-2.0',
      lines: [{ kind: 'base', unit: 'second', quantity: 5, amountCredits: 40 }],
      totalCredits: 40,
    };
    expect(await include(id, 'charge')).toMatchObject({ charge });
    await server.settler.settle(success(id, 32_000_000n));
    // Nothing that it could be made of comes to this.
    expect(await include(id, 'charge')).toMatchObject({ chargedCredits: 32, charge: null });
    const whole = await server.submit(who);
    await server.settler.settle(success(whole));
    expect(await include(whole, 'charge')).toMatchObject({ charge });
    const failed = await server.submit(who);
    await server.fail(failed);
    expect(await include(failed, 'charge')).toMatchObject({ charge: null });
  });

  test('is its way, as its account may see it', async () => {
    const id = await server.submit(who);
    await server.become(id, 'submitting');
    await server.become(id, 'running');
    await server.become(id, 'unknown');
    await server.become(id, 'running');
    await server.settler.settle({ ...success(id), from: ['running'] });
    await refundTask(server, { taskId: id, amountMicros: 1_500_000n, reason: 'too dark' });
    const { timeline } = wholeTask.parse(await include(id, 'timeline'));
    expect(timeline.map(({ what }) => what)).toEqual([
      'accepted',
      'held',
      'sent',
      'running',
      'charged',
      'succeeded',
      'refunded',
    ]);
    expect(timeline.flatMap(({ credits }) => credits ?? [])).toEqual([40, 40, 1.5]);
    expect(timeline.at(-1)).toMatchObject({ credits: 1.5 });
  });

  test('is each try at making it, without who tried', async () => {
    const id = await server.submit(who);
    await tried(id, 1, 'gone', 3);
    await tried(id, 2, 'succeeded', 58);
    await server.database.general.query('update tasks set attempts = 2 where id = $1', [id]);
    await server.settler.settle({ ...success(id), from: ['queued'] });
    await writeStoredFiles(server.database, id, {
      ...{ video: 'a'.repeat(64), videoBytes: 9, poster: null, lastFrame: null },
    });
    const task = await include(id, 'attempts,timeline');
    expect(task).toMatchObject({
      attempts: [
        { number: 1, state: 'interrupted', endedAt: expect.any(String) },
        { number: 2, state: 'succeeded', acceptedAt: expect.any(String) },
      ],
    });
    expect(JSON.stringify(task)).not.toMatch(/line_of_ours|upstream-7/u);
    expect(wholeTask.parse(task).timeline.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['made', 'charged', 'stored']),
    );
  });

  test('is how long such films took lately, once there are some', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => server.submit(who)));
    const usual = async (now: number) =>
      createUsualTimes(server.database, () => now).of(await rowOf(ids[0] ?? ''));
    expect(await usual(0)).toBeNull();
    for (const [index, id] of ids.entries()) await tried(id, 1, 'succeeded', 10 * (index + 1));
    const told = await usual(0);
    expect(told?.p50).toBeGreaterThanOrEqual(30);
    expect(told?.p50).toBeLessThanOrEqual(40);
    expect(told?.p95).toBeGreaterThan(50);
    // Another process asked before these were made, and asks again after a minute.
    expect(await include(ids[0] ?? '', 'usualSeconds')).toHaveProperty('usualSeconds');
  });

  test('is whether it could be cancelled, and if not, why', async () => {
    const id = await server.submit(who);
    const cancellable = async () => (await include(id, 'cancellable'))['cancellable'];
    expect(await cancellable()).toEqual({ now: true, reason: null });
    await server.become(id, 'running');
    expect(await cancellable()).toEqual({ now: true, reason: null });
    server.connected.cancelTerms = { stops: 'none', otherwise: 'refuse', lookQueue: 'x' };
    expect(await cancellable()).toEqual({ now: false, reason: 'provider_cannot_stop' });
    await server.become(id, 'unknown');
    expect(await cancellable()).toEqual({ now: false, reason: 'provider_has_not_answered' });
    server.connected.cancelTerms = { stops: 'none', otherwise: 'absorb', lookQueue: 'x' };
    expect(await cancellable()).toEqual({ now: true, reason: null });
    await server.fail(id);
    expect(await cancellable()).toEqual({ now: false, reason: 'over' });
  });

  test('is until when it is kept, where nobody was charged for it', async () => {
    const [failed, made] = [await server.submit(who), await server.submit(who)];
    expect(await include(failed, '')).toMatchObject({ retentionUntil: null });
    await server.fail(failed);
    await server.settler.settle(success(made));
    expect(await include(made, '')).toMatchObject({ retentionUntil: null });
    const { finishedAt, retentionUntil } = await include(failed, '');
    const days = (Date.parse(String(retentionUntil)) - Date.parse(String(finishedAt))) / 86_400_000;
    expect(Math.round(days)).toBe(400);
  });

  test('is nothing where nobody knows the word', async () => {
    const id = await server.submit(who);
    const task = await include(id, 'stars');
    expect(task).not.toHaveProperty('attempts');
    expect(task).not.toHaveProperty('charge');
    expect(task).not.toHaveProperty('timeline');
  });
});

const wholeTask = z.looseObject({
  timeline: z.array(z.object({ what: z.string(), credits: z.number().nullable() })),
});

/** As a line that took so many seconds until now. */
async function tried(id: string, number: number, state: string, seconds: number): Promise<void> {
  await server.database.general.query(
    `insert into attempts (task_id, account_id, number, line, family, resolution, state, upstream_id,
                           intended_at, answered_at, ended_at)
     select t.id, t.account_id, $2, 'line_of_ours', t.request ->> 'family', t.request ->> 'resolution', $3,
            'upstream-7', now() - make_interval(secs => $4), now() - make_interval(secs => $4), now()
       from tasks t where t.id = $1`,
    [id, number, state, seconds],
  );
}

async function rowOf(id: string) {
  const row = await server.reader.read({ accountId: who.accountId, id });
  if (!row) throw new Error('the task is gone');
  return row;
}
