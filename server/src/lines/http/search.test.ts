import { beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Dialect, ListCommand, TaskReport } from '../../dialects/mechanism.ts';
import type { LineClient } from './client.ts';
import type { Acceptance, LostAttempt } from '../../making/driver.ts';
import { createSearch, type SearchParts } from './search.ts';
import { planned } from '../../making/testing/planned.ts';
import type { TroubleKind } from '../../making/troubles.ts';
import type { Witness } from './witnesses.ts';

const intendedAtMs = 1_800_000_000_000;

let atMs: number;
let tasks: TaskReport[];
let pages: number[];
let flexAsked: boolean[];
let isDown: boolean;
let taken: string[];
/** What the line had accepted before: the newest first. */
let accepted: Witness[];
let troubles: TroubleKind[];
let parts: SearchParts;

beforeEach(() => {
  atMs = intendedAtMs;
  tasks = [];
  pages = [];
  flexAsked = [];
  isDown = false;
  taken = [];
  accepted = [];
  troubles = [];
  const client = {
    call(_does: string, command: ListCommand | { id: string }) {
      if (isDown) return Promise.resolve({ kind: 'lost', reason: 'no answer' });
      if (!('from' in command)) {
        const report = tasks.find(({ id }) => id === command.id);
        return Promise.resolve(report ? { kind: 'answered', report } : { kind: 'refused' });
      }
      const { from, limit } = command;
      flexAsked.push(command.flex === true);
      const page = 'page' in from ? from.page : 0;
      pages.push(page);
      const shown = tasks.slice((page - 1) * limit, page * limit);
      return Promise.resolve({ kind: 'answered', report: { tasks: shown } });
    },
    // The search gets and lists, and does nothing else.
  } as unknown as LineClient;
  parts = {
    dialect: dialectOf('ark'),
    client,
    mayCall: () => Promise.resolve(true),
    isTaken: (id) => Promise.resolve(taken.includes(id)),
    acceptedBefore: (times) => Promise.resolve(times.map(() => accepted)),
    resend: () => null,
    trouble: (kind) => {
      troubles.push(kind);
    },
    nowMs: () => atMs,
  };
});

function dialectOf(name: string): Dialect {
  const dialect = dialects.find((one) => one.name === name);
  if (!dialect) throw new Error(`no ${name}`);
  return dialect;
}

const task = (token: string, ageSeconds = 0): TaskReport => ({
  id: `up-${token}`,
  state: 'running',
  token,
  createdAtMs: atMs - ageSeconds * 1_000,
});
// What was asked for is of no importance here.
const attempt = (over: Partial<LostAttempt> = {}): LostAttempt => {
  const elapsedSeconds = (atMs - intendedAtMs) / 1_000;
  const request = planned();
  return {
    ...{ attemptId: 'a-1', request, intendedAtMs, elapsedSeconds, namedId: null },
    ...over,
  } as LostAttempt;
};
/** A task that the line had accepted before. */
const before = (token: string, isOpen = false): Witness => ({
  upstreamId: `up-${token}`,
  attemptId: token,
  isOpen,
});
const later = (seconds: number) => (atMs += seconds * 1_000);

/** One search through a time that moves on. */
function searching(over: Partial<SearchParts> = {}) {
  const find = createSearch({ ...parts, ...over });
  return async (lost = attempt()) => (await find([lost])).get('a-1') ?? 'unknown';
}

describe('by a list', () => {
  test('what the upstream lists with our word was accepted', async () => {
    tasks = [task('b-1'), task('a-1')];
    expect(await searching()()).toEqual({ upstreamId: 'up-a-1' });
  });

  test('what is of the flex tier is looked for in its own list, and among its own', async () => {
    tasks = [task('b-1'), task('a-1')];
    const asked: boolean[] = [];
    const acceptedBefore: SearchParts['acceptedBefore'] = (times, isFlex) => {
      asked.push(isFlex);
      return Promise.resolve(times.map(() => accepted));
    };
    const lost = searching({ acceptedBefore });
    const found = { upstreamId: 'up-a-1' };
    expect(await lost(attempt({ request: planned({ flex: true }) }))).toEqual(found);
    expect(await lost()).toEqual(found);
    expect([asked, flexAsked]).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  test('what two complete listings lack, later than any create can last, never came', async () => {
    tasks = [task('w-1', 60)];
    accepted = [before('w-1')];
    const lost = searching();
    expect(await lost()).toBe('unknown');
    later(60);
    expect(await lost()).toBe('unknown');
    later(70);
    expect(await lost()).toBe('unknown');
    later(10);
    expect(await lost()).toBe('unknown');
    later(31);
    expect(await lost()).toBe('absent');
  });

  test('one whose absence nothing proves holds up no other that is sought with it', async () => {
    tasks = [task('w-1', 60)];
    // Only what was sent last was sent after something that the line had accepted.
    const acceptedBefore: SearchParts['acceptedBefore'] = (times) =>
      Promise.resolve(times.map((at) => (at < intendedAtMs ? [] : [before('w-1')])));
    const find = createSearch({ ...parts, acceptedBefore });
    const first = (): LostAttempt =>
      attempt({ attemptId: 'a-0', intendedAtMs: intendedAtMs - 10_000 });
    const last = (): LostAttempt =>
      attempt({ attemptId: 'a-1', intendedAtMs: intendedAtMs + 10_000 });
    later(200);
    expect(await find([first(), last()])).toEqual(new Map());
    later(31);
    expect(await find([first(), last()])).toEqual(new Map([['a-1', 'absent']]));
  });

  test('a process whose clock is ahead proves no absence earlier', async () => {
    tasks = [task('w-1', 60)];
    accepted = [before('w-1')];
    const lost = searching();
    later(600);
    expect(await lost(attempt({ elapsedSeconds: 5 }))).toBe('unknown');
    later(40);
    expect(await lost(attempt({ elapsedSeconds: 45 }))).toBe('unknown');
  });

  test('what turns up between two listings is found', async () => {
    tasks = [task('w-1', 60)];
    accepted = [before('w-1')];
    const lost = searching();
    later(130);
    expect(await lost()).toBe('unknown');
    later(40);
    tasks = [task('a-1'), task('w-1', 60)];
    expect(await lost()).toEqual({ upstreamId: 'up-a-1' });
  });

  test('a listing that could not be read proves nothing', async () => {
    tasks = [task('w-1', 60)];
    accepted = [before('w-1')];
    const lost = searching();
    later(130);
    await lost();
    isDown = true;
    later(40);
    expect(await lost()).toBe('unknown');
  });

  test('pages are read back to what the line had accepted before, and no further', async () => {
    later(130);
    tasks = Array.from({ length: 3_000 }, (_, index) => task(`t-${String(index)}`, index));
    accepted = [before('t-799'), before('t-800')];
    const lost = searching();
    expect(await lost()).toBe('unknown');
    expect(pages).toEqual([1, 2]);
    later(31);
    expect(await lost()).toBe('absent');
  });

  const named = (one: TaskReport, token: string): TaskReport => ({ ...one, token });
  const nameless = ({ token: _repeated, ...one }: TaskReport): TaskReport => one;
  const undated = ({ createdAtMs: _told, ...one }: TaskReport): TaskReport => one;
  const w = () => task('w-1', 60);

  test.each<[string, () => TaskReport[]]>([
    ['is empty', () => []],
    ['is cut short', () => [task('t-1')]],
    [
      'has forgotten what was before',
      () => Array.from({ length: 700 }, (_, at) => task(`t-${String(at)}`)),
    ],
    ['repeats no word of ours', () => [task('t-1'), w()].map(nameless)],
    ['repeats an empty word', () => [task('t-1'), w()].map((one) => named(one, ''))],
    ['repeats it for some alone', () => [nameless(task('t-1')), w()]],
    ['shows what was before under another word', () => [named(w(), 'w-2')]],
    ['shows it under the word of another platform', () => [named(w(), 'f00d')]],
    ['shows our word under another id', () => [{ ...w(), id: 'up-x' }]],
    ['shows others’ tasks', () => [task('their-1'), task('their-2')]],
    ['is in another order', () => [w(), task('t-2', 600), task('t-1', 5), w()]],
    ['tells no times', () => [task('t-1'), w()].map(undated)],
    ['lacks what still runs', () => [task('t-1'), task('w-2', 90)]],
  ])('a list that %s proves nothing', async (_what, shown) => {
    accepted = [before('w-1', true), before('w-2')];
    const lost = searching();
    for (let times = 0; times < 5; times++) {
      later(130);
      tasks = shown();
      expect(await lost()).toBe('unknown');
    }
  });

  test.each<[string, () => TaskReport[]]>([
    ['empty', () => []],
    ['long', () => [task('t-1'), task('t-2', 60)]],
  ])('nor does any, %s as it is, of a line that has accepted nothing', async (_what, shown) => {
    const lost = searching();
    for (let times = 0; times < 5; times++) {
      later(130);
      tasks = shown();
      expect(await lost()).toBe('unknown');
    }
  });

  test('what is listed without our word is no hindrance where it is known, or older', async () => {
    later(130);
    tasks = [task('t-1'), nameless(task('known')), w(), nameless(task('old', 600))];
    taken = ['up-known'];
    accepted = [before('w-1')];
    const lost = searching();
    expect(await lost()).toBe('unknown');
    later(31);
    expect(await lost()).toBe('absent');
  });

  test('what still runs may stand further down', async () => {
    later(130);
    tasks = [
      ...Array.from({ length: 600 }, (_, at) => task(`t-${String(at)}`, at)),
      task('o-1', 700),
    ];
    accepted = [before('t-10'), before('o-1', true)];
    const lost = searching();
    expect(await lost()).toBe('unknown');
    expect(pages).toEqual([1, 2]);
    later(31);
    expect(await lost()).toBe('absent');
  });

  test('a list that shows its first page for every other one is read once', async () => {
    later(130);
    const page = Array.from({ length: 500 }, (_, at) => task(`t-${String(at)}`, at));
    tasks = [...page, ...page, ...page];
    expect(await searching()()).toBe('unknown');
    expect(pages).toEqual([1, 2]);
  });

  test('a list without our word is read to what is surely older, and no further', async () => {
    later(130);
    tasks = Array.from({ length: 5_000 }, (_, at) => nameless(task(`t-${String(at)}`, at * 5)));
    accepted = [before('t-600'), before('t-900')];
    expect(await searching()()).toBe('unknown');
    expect(pages).toEqual([1, 2]);
  });

  test('our word under the id of another attempt is not believed', async () => {
    tasks = [task('a-1')];
    taken = ['up-a-1'];
    expect(await searching()()).toBe('unknown');
    expect(troubles).toEqual(['wrong_task']);
  });

  test('pages are read until all are found, and no further', async () => {
    later(130);
    tasks = Array.from({ length: 3_000 }, (_, index) => task(`t-${String(index)}`, index / 10));
    tasks[600] = task('a-1', 60);
    expect(await searching()()).toEqual({ upstreamId: 'up-a-1' });
    expect(pages).toEqual([1, 2]);
  });

  test('a long list is not read whole before it can prove anything', async () => {
    tasks = Array.from({ length: 3_000 }, (_, index) => task(`t-${String(index)}`, index / 10));
    expect(await searching()()).toBe('unknown');
    expect(pages).toEqual([1, 2]);
  });

  test('one listing serves all that are sought', async () => {
    tasks = [task('b-1'), task('a-1')];
    const find = createSearch(parts);
    const found = await find([attempt(), attempt({ attemptId: 'b-1' })]);
    expect(found.size).toBe(2);
    expect(pages).toEqual([1]);
  });

  test('where the platform keeps no word of ours nobody can tell', async () => {
    later(300);
    expect(await searching({ dialect: dialectOf('hmtm') })()).toBe('unknown');
    expect(pages).toEqual([]);
  });
});

describe('by the id that a callback named', () => {
  test('it is found where the upstream confirms our word', async () => {
    tasks = [task('a-1')];
    expect(await searching()(attempt({ namedId: 'up-a-1' }))).toEqual({ upstreamId: 'up-a-1' });
    expect(pages).toEqual([]);
  });

  test('another task of the upstream is not taken for it', async () => {
    tasks = [task('b-1')];
    expect(await searching()(attempt({ namedId: 'up-b-1' }))).toBe('unknown');
  });

  test('where the platform keeps no word of ours, a task that is another attempt’s is not taken', async () => {
    tasks = [task('a-1')];
    const lost = searching({ dialect: dialectOf('hmtm') });
    taken = ['up-a-1'];
    expect(await lost(attempt({ namedId: 'up-a-1' }))).toBe('unknown');
    taken = [];
    expect(await lost(attempt({ namedId: 'up-a-1' }))).toEqual({ upstreamId: 'up-a-1' });
  });
});

describe('by sending it again', () => {
  const answering = (answer: Acceptance) => searching({ resend: () => Promise.resolve(answer) });

  test('the answer of an upstream that honours the key is the first one', async () => {
    const lost = answering({ kind: 'accepted', upstreamId: 'up-9' });
    expect(await lost()).toEqual({ upstreamId: 'up-9' });
  });

  test('a refusal proves nothing: a key that is known with another body is refused as well', async () => {
    const failure = { code: 'content_policy' as const, message: 'no' };
    expect(await answering({ kind: 'refused', passing: false, failure })()).toBe('unknown');
    expect(await answering({ kind: 'refused', passing: true, failure })()).toBe('unknown');
    expect(await answering({ kind: 'lost', reason: 'again' })()).toBe('unknown');
  });

  test('the id of another attempt is not believed', async () => {
    taken = ['up-9'];
    expect(await answering({ kind: 'accepted', upstreamId: 'up-9' })()).toBe('unknown');
    expect(troubles).toEqual(['wrong_task']);
  });

  test('one id is not given to two attempts', async () => {
    const find = createSearch({
      ...parts,
      resend: () => Promise.resolve({ kind: 'accepted', upstreamId: 'up-9' }),
    });
    const found = await find([attempt(), attempt({ attemptId: 'b-1' })]);
    expect([...found]).toEqual([['a-1', { upstreamId: 'up-9' }]]);
  });

  test('what nobody wants any more is not sent', async () => {
    const lost = answering({ kind: 'accepted', upstreamId: 'up-9' });
    expect(await lost(attempt({ isUnwanted: true }))).toBe('unknown');
  });

  test('no key is trusted for longer than a day', async () => {
    let sent = 0;
    const lost = searching({
      resend: () => {
        sent++;
        return Promise.resolve({ kind: 'lost', reason: 'again' });
      },
    });
    later(22 * 3_600);
    await lost();
    later(2 * 3_600);
    await lost();
    expect(sent).toBe(1);
  });
});
