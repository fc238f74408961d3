import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkLedger } from '../ledger/check.ts';
import { addCustomer, openTaskFixture, type TaskFixture } from '../tasks/testing/fixture.ts';
import { openLiveLine, promptIn, type Answer, type LiveLine } from './testing/live-line.ts';

/** An upstream that answers what nobody should, behind real sockets, among answers that are well. */

let fixture: TaskFixture;
let live: LiveLine;
/** Prompts by the ids that they were given. */
let prompts: Map<string, string>;

beforeEach(async () => {
  fixture = await openTaskFixture();
  prompts = new Map();
  live = await openLiveLine(fixture, answer);
});
afterEach(async () => {
  await live.close();
  const { broken } = await checkLedger(fixture.database);
  await fixture.close();
  expect(broken).toEqual([]);
});

const well =
  '"status":"succeeded","content":{"video_url":"https://up.invalid/a.mp4"},"usage":{"completion_tokens":108900},"duration":5,"resolution":"720p","ratio":"16:9","framespersecond":24';
const without = (word: string): string => well.replace(new RegExp(`"${word}":[^,}]*`), '"x":0');

/** The fields of a look beside its id, as the wire has them. */
const looks: Record<string, string> = {
  'NUL in the address': well.replace('up.invalid', 'up\\u0000.invalid'),
  'half a character in the address': well.replace('a.mp4', '\\ud800.mp4'),
  'negative usage': well.replace('108900', '-5'),
  'enormous usage': well.replace('108900', '9007199254740991'),
  'usage beyond all numbers': well.replace('108900', '1e400'),
  'usage in words': well.replace('108900', '"\\u0000"'),
  'a length of -5': well.replace('"duration":5', '"duration":-5'),
  'a length beyond all': well.replace('"duration":5', '"duration":9007199254740991'),
  'a length of nothing': well.replace('"duration":5', '"duration":0'),
  'no length': without('duration'),
  'a resolution that is none': well.replace('720p', '\\ud800'),
  'a ratio that is none': well.replace('16:9', '0:0'),
  'a failure with NUL': '"status":"failed","error":{"code":"\\u0000","message":"a\\u0000\\udfff"}',
  'a state with NUL': '"status":"\\u0000"',
  'no state': '"status":null',
  'times before all': `${well},"created_at":-9007199254740991,"updated_at":9007199254740991`,
};
/** What stands before the look, where the answer is no HTTP. */
const raw: Record<string, string> = {
  'a status line that is none': 'HTTP/1.1 fine\r\n\r\n',
  'a header with NUL': 'HTTP/1.1 200 OK\r\nx: a\0\r\n\r\n',
  'another protocol': '\x15\x03\x01\x00\x02\x02\x28',
};
const ids: Record<string, string> = {
  'an id with a slash': 'a/../b',
  'an id of another script': '東京 ä%2f?#',
};

const answer: Answer = (request, body, response) => {
  if (request.method === 'POST') {
    const prompt = promptIn(body);
    const id = ids[prompt] ?? `cgt-${String(prompts.size)}`;
    prompts.set(id, prompt);
    response.end(JSON.stringify({ id }));
    return;
  }
  const url = new URL(request.url ?? '', 'http://up');
  const asked = url.searchParams.getAll('filter.task_ids');
  if (asked.length > 0) {
    // What is no HTTP is no list either: those are asked for one by one.
    const items = asked.filter((id) => !((prompts.get(id) ?? '') in raw)).map(toldOf);
    response.end(`{"total":${String(items.length)},"items":[${items.join(',')}]}`);
    return;
  }
  const id = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
  const words = raw[prompts.get(id) ?? ''];
  if (words === undefined) response.end(toldOf(id));
  else response.socket?.end(Buffer.from(words, 'latin1'));
};

const toldOf = (id: string): string =>
  `{"id":${JSON.stringify(id)},${looks[prompts.get(id) ?? ''] ?? well}}`;

test('each task comes to an end, or its silence has begun, and those that are well succeed', async () => {
  const who = await addCustomer(fixture, 100_000);
  const hostile = [looks, raw, ids].flatMap((some) => Object.keys(some));
  const good = Array.from({ length: 20 }, (_, index) => `a river, ${String(index)}`);
  const taskIds = new Map<string, string>();
  for (const prompt of [...hostile, ...good]) taskIds.set(prompt, await live.submit(who, prompt));

  const read = async () => {
    const { rows } = await fixture.database.general.query<{ prompt: string; is: string }>(`
      select t.request ->> 'prompt' as prompt,
             case when t.finished_at is not null then t.state
                  when w.step = 'collect' then 'to be measured'
                  when a.silent_since is not null then 'silent' else 'open' end as is
        from tasks t left join attempts a on a.task_id = t.id and a.number = t.attempts
        left join work w on w.subject_id = t.id and w.step in ('follow', 'collect')`);
    return new Map(rows.map(({ prompt, is }) => [prompt, is]));
  };
  await expect
    .poll(async () => [...(await read())].filter(([, is]) => is === 'open'), { timeout: 60_000 })
    .toEqual([]);
  const ends = await read();
  for (const prompt of [...good, ...Object.keys(ids)]) {
    expect([prompt, ends.get(prompt)]).toEqual([prompt, 'succeeded']);
  }
  for (const prompt of [...Object.keys(raw), 'a state with NUL', 'no state']) {
    expect([prompt, ends.get(prompt)]).toEqual([prompt, 'silent']);
  }
  expect(ends.get('a failure with NUL')).toBe('failed');
}, 90_000);
