import type { CreateCommand, Dialect, ListCommand } from '../../src/dialects/mechanism.ts';
import { refuse } from '../../src/generation/problems.ts';
import { taskOutput, taskView } from '../../src/generation/testing.ts';
import type { TaskView } from '../../src/generation/view.ts';
import { keys, memoryDoor } from '../../src/http/testing/memory-door.ts';
import { testServer } from '../../src/http/testing/server.ts';
import { FetchRefusal, type Call, type CallAnswer } from '../../src/media/fetch.ts';

/** What an upstream does wrong with a task, from its create on. */
export interface Misdeed {
  /** Its create is carried out, and answered like this. */
  createAnswer?: 'HTTP 504' | 'nothing' | 'another id';
  /** What is told of it: of `another` task, which was made first, or itself under the word of that one. */
  tells?: 'another' | 'another word' | 'not found';
  /** Our word is never repeated. */
  isWordless?: boolean;
  /** Null: it runs for ever. */
  takesSeconds?: number | null;
  /** After it has succeeded; null: never. */
  namesVideoAfterSeconds?: number | null;
  /** JSON in the place of what it tells. */
  length?: string;
  tokens?: string;
  /** Likewise of the reason for which it fails; without it, it succeeds. */
  reason?: string;
  /** Nobody can fetch its video. */
  isVideoGone?: boolean;
}

interface Made {
  /** From 1. */
  number: number;
  id: string;
  command: CreateCommand;
  misdeed: Misdeed;
  atMs: number;
}

const usualSeconds = 100;

/**
 * Another platform of one dialect, in memory. What it takes is checked, and answered, as we do it ourselves,
 * but for its misdeeds.
 */
export function openHouse(dialect: Dialect, misdeedOf: (prompt: string) => Misdeed) {
  const made: Made[] = [];

  function ofId(id: string): Made {
    return made.find((one) => one.id === id) ?? missing();
  }

  function told(one: Made): TaskView {
    const [first = one] = made;
    switch (one.misdeed.tells) {
      case 'not found':
        return missing();
      case 'another':
        return viewOf(first, dialect);
      case 'another word':
        return { ...viewOf(one, dialect), metadata: JSON.stringify(first.command.metadata ?? {}) };
      case undefined:
        return viewOf(one, dialect);
    }
  }

  let createAnswer: Misdeed['createAnswer'];
  const app = testServer({
    dialects: [dialect],
    door: {
      ...memoryDoor(),
      create(_principal, { decode }) {
        const command = decode();
        const misdeed = misdeedOf(command.ask.prompt);
        const number = made.length + 1;
        const one = { number, id: `up-${String(number)}-`, command, misdeed, atMs: Date.now() };
        made.push(one);
        ({ createAnswer } = misdeed);
        const [first = one] = made;
        const answered = createAnswer === 'another id' ? first : one;
        return Promise.resolve({ view: viewOf(answered, dialect), replayed: false });
      },
      get: async (_principal, { id }) => told(ofId(id)),
      async list(_principal, { ids, limit, from, order }: ListCommand) {
        const known = made.filter(
          ({ id, misdeed }) => misdeed.tells !== 'not found' && (ids?.includes(id) ?? true),
        );
        const sorted = order === 'newest' ? known.toReversed() : known;
        const start =
          'page' in from
            ? (from.page - 1) * limit
            : sorted.findIndex(({ id }) => id === from.after) + 1;
        const end = start + limit;
        return {
          tasks: sorted.slice(start, end).map(told),
          total: known.length,
          hasMore: end < known.length,
        };
      },
    },
  });

  return {
    made: made as readonly Made[],
    secret: keys.ours,
    fetch: {
      async call(address: string, { method, headers, body }: Call): Promise<CallAnswer> {
        const { pathname, search } = new URL(address);
        createAnswer = undefined;
        const { statusCode, payload } = await app.inject({
          method,
          url: pathname + search,
          headers,
          ...(body !== undefined && { payload: body }),
        });
        return { headers: {}, tookMs: 1, ...answered(statusCode, payload) };
      },
    },
    /** What was asked for, by the address of its video; throws as a fetch does. */
    askOf(address: string): CreateCommand['ask'] {
      const one = made.find(({ id }) => address.includes(id));
      if (one && !one.misdeed.isVideoGone) return one.command.ask;
      throw new FetchRefusal('status', 'The server answered HTTP 404.');
    },
    close: () => app.close(),
  };

  function answered(status: number, text: string): { status: number; answer: string } {
    if (createAnswer === 'HTTP 504') return { status: 504, answer: '' };
    if (createAnswer === 'nothing') return { status, answer: '{}' };
    return { status, answer: made.reduce(misspelt, text) };
  }
}

/** Values that stand for what no encoder would write. */
const marksOf = ({ number, id }: Pick<Made, 'number' | 'id'>) => ({
  length: 800_000 + number,
  tokens: 900_000 + number,
  reason: `the reason of ${id}`,
  video: `https://films.example/${id}.mp4`,
});

function misspelt(text: string, one: Made): string {
  const { length, tokens, reason } = one.misdeed;
  const marks = marksOf(one);
  const inPlaceOf = (mark: string | number, json = 'null') =>
    [new RegExp(`"?${String(mark)}"?`, 'gu'), json] as const;
  return [
    inPlaceOf(marks.length, length),
    inPlaceOf(marks.tokens, tokens),
    inPlaceOf(marks.reason, reason),
    ...(isVideoNamed(one) ? [] : [inPlaceOf(marks.video)]),
  ].reduce((whole, [mark, json]) => whole.replaceAll(mark, () => json), text);
}

function ageSeconds({ atMs }: Made): number {
  return (Date.now() - atMs) / 1_000;
}

function endsAfterSeconds({ misdeed }: Made): number {
  const { takesSeconds = usualSeconds } = misdeed;
  return takesSeconds ?? Infinity;
}

function isVideoNamed(one: Made): boolean {
  const { namesVideoAfterSeconds: after = 0 } = one.misdeed;
  return after !== null && ageSeconds(one) >= endsAfterSeconds(one) + after;
}

function viewOf(one: Made, dialect: Dialect): TaskView {
  const { command, misdeed, id, atMs } = one;
  const marks = marksOf(one);
  const { seconds = 5, resolution = '720p', ratio = '16:9' } = command.ask;
  const isOver = ageSeconds(one) >= endsAfterSeconds(one);
  const base = taskView({
    id,
    dialect: dialect.name,
    model: command.ask.model,
    prompt: command.ask.prompt,
    seconds,
    resolution,
    ratio,
    metadata: misdeed.isWordless ? null : JSON.stringify(command.metadata ?? {}),
    createdAtMs: atMs,
    updatedAtMs: Date.now(),
    state: 'running',
    progress: 50,
  });
  if (!isOver) return base;
  const ended = { progress: 100, finishedAtMs: atMs + endsAfterSeconds(one) * 1_000 };
  if (misdeed.reason !== undefined) {
    const failure = { code: 'provider_error', message: marks.reason } as const;
    return { ...base, ...ended, state: 'failed', failure };
  }
  const length = misdeed.length === undefined ? {} : { seconds: marks.length };
  return {
    ...base,
    ...ended,
    ...length,
    state: 'succeeded',
    output: taskOutput({ videoUrl: marks.video, ...length }),
    chargedMicros: 40_000_000n,
    completionTokens: misdeed.tokens === undefined ? 108_900 : marks.tokens,
  };
}

function missing(): never {
  throw refuse('task_not_found', 'There is no such task.');
}
