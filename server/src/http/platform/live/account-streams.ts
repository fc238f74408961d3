import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { readBalance } from '../../../accounts/accounts.ts';
import type { Database } from '../../../postgres/database.ts';
import {
  readChanges,
  type AccountChanges,
  type TaskChange,
} from '../../../tasks/records/changes.ts';
import type { TaskReader } from '../../../tasks/read.ts';
import { toView } from '../../../tasks/rows.ts';
import { shortenedTo, taskJson } from '../../../tasks/task-json.ts';
import { startLoop } from '../../../work/loop.ts';
import type { Wake } from '../../../work/wake.ts';
import { balanceJson } from '../balance.ts';
import { eventText } from '../sse.ts';
import type { StreamWire } from '../route.ts';
import { createOpenStreams, type OpenStream, type OpenStreamLimits } from './open-streams.ts';

/** What can be heard of an account. */
export const streamTopics = ['tasks', 'balance'] as const;
export type StreamTopic = (typeof streamTopics)[number];

/** The streams of whole accounts that are open in this process. */
export interface AccountStreams {
  /**
   * Begins a stream, with the event `resync`: whoever reads lists after it misses nothing. Throws rate_limited and
   * overloaded.
   */
  open(asked: StreamAsked, wire: Pick<StreamWire, 'begin' | 'isAllowed'>): Promise<void>;
  /** Ends all streams and every further one at its beginning, so that clients go on elsewhere. */
  end(): void;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

interface StreamAsked {
  accountId: string;
  topics: readonly StreamTopic[];
  /** Of tasks; null: both. */
  mode: 'live' | 'test' | null;
}

export interface AccountStreamParts {
  database: Pick<Database, 'reads' | 'general'>;
  reader: TaskReader;
  wake: Wake;
  sign(fileName: string): string;
  log: Logger;
  limits?: Partial<AccountStreamLimits>;
}

export interface AccountStreamLimits extends OpenStreamLimits {
  /** Between two looks, however often they are woken. */
  restMs: number;
  /** How long a transaction may take in which a task changes, from its event to its commit. */
  lateSeconds: number;
  /** So many changes of an account are told from one look to the next; where there are more, `resync` is. */
  changesMax: number;
}

const usualLimits: AccountStreamLimits = {
  streamsMax: 2_000,
  streamsOfAccountMax: 200,
  heartbeatMs: 12_000,
  restMs: 250,
  lateSeconds: 20,
  changesMax: 500,
};

/** Wake-ups carry no truth: all accounts are looked at so often without any. */
const lookMs = 1_000;
/** Of one event, which may wait for a slow reader. */
const taskBytesMax = 32_768;

interface Stream extends OpenStream, StreamAsked {
  feed: Feed;
  /** Something was not sent, for it had not taken what was. */
  hasMissed: boolean;
}

/** What the streams of one account share. */
interface Feed {
  accountId: string;
  /** Those that are open, or about to be. */
  holders: number;
  streams: Set<Stream>;
  /** Of what happened lately: the last number of each task that was told, or that stood when the feed began. */
  known: ReadonlyMap<string, number>;
  wallet: string;
  lookedAtMs: number;
  /** Resolves when it is known what stands. */
  begun: Promise<void>;
}

/**
 * One loop looks for all accounts of whom somebody hears, by one statement. Events are found by when they happened, each
 * time a while back, for they become seen in another order; those that were told are remembered for that while.
 */
export function createAccountStreams(parts: AccountStreamParts): AccountStreams {
  const { database, reader, wake, log, sign } = parts;
  const limits = { ...usualLimits, ...parts.limits };
  const streams = createOpenStreams<Stream>(limits);
  const feeds = new Map<string, Feed>();

  const read = (accountIds: readonly string[]): Promise<Map<string, AccountChanges>> =>
    // Twice as far, so that a look that comes late finds all that became seen since.
    readChanges(database, {
      accountIds,
      seconds: 2 * limits.lateSeconds,
      most: 2 * limits.changesMax,
    });

  function feedOf(accountId: string): Feed {
    const known = feeds.get(accountId);
    if (known) return known;
    const feed: Feed = {
      accountId,
      holders: 0,
      streams: new Set(),
      known: new Map(),
      wallet: '',
      lookedAtMs: 0,
      begun: Promise.resolve(),
    };
    feed.begun = read([accountId]).then((changes) => {
      const now = changes.get(accountId);
      if (now) note(feed, now);
    });
    feeds.set(accountId, feed);
    return feed;
  }

  function letGo(feed: Feed): void {
    feed.holders -= 1;
    if (feed.holders === 0) feeds.delete(feed.accountId);
  }

  function note(feed: Feed, { tasks, wallet }: AccountChanges): void {
    feed.known = new Map(tasks.map(({ id, number }) => [id, number]));
    feed.wallet = wallet;
    feed.lookedAtMs = performance.now();
  }

  async function look(feed: Feed, changes: AccountChanges): Promise<void> {
    const { known, wallet, lookedAtMs } = feed;
    const isNew = ({ id, number }: TaskChange): boolean => number > (known.get(id) ?? -1);
    const news = changes.tasks.filter(isNew);
    const isLate = performance.now() - lookedAtMs > 1_000 * limits.lateSeconds;
    const isTooMuch = news.length > limits.changesMax || changes.cutAt.some(isNew);
    if (isLate || isTooMuch) for (const stream of feed.streams) resync(stream);
    else await tellTasks(feed, news.map(({ id }) => id).toReversed());
    if (changes.wallet !== wallet) await tellBalance(feed);
    // At the last: what could not be told is news again.
    note(feed, changes);
  }

  async function tellTasks(feed: Feed, ids: readonly string[]): Promise<void> {
    if (![...feed.streams].some(({ topics }) => topics.includes('tasks'))) return;
    const { accountId } = feed;
    const rows = await Promise.all(
      ids.map((id) => {
        // What is kept of it may be of before this.
        reader.forget(id);
        return reader.read({ accountId, id });
      }),
    );
    for (const row of rows) {
      // Deleted meanwhile.
      if (!row) continue;
      const data = shortenedTo(taskBytesMax, taskJson(toView(row, sign)));
      const text = eventText({ type: 'task', data });
      for (const stream of feed.streams) {
        const hears = stream.topics.includes('tasks') && (stream.mode ?? row.mode) === row.mode;
        if (hears) send(stream, text);
      }
    }
  }

  async function tellBalance(feed: Feed): Promise<void> {
    const hearing = [...feed.streams].filter(({ topics }) => topics.includes('balance'));
    if (hearing.length === 0) return;
    const data = balanceJson(await readBalance(database, feed.accountId));
    const text = eventText({ type: 'balance', data });
    for (const stream of hearing) send(stream, text);
  }

  /** Nothing waits for a reader that has not taken what was sent: it is told later that it missed something. */
  function send(stream: Stream, text: string): void {
    if (!streams.all.has(stream)) return;
    if (stream.response.writableNeedDrain) stream.hasMissed = true;
    else stream.response.write(text);
  }

  function resync(stream: Stream): void {
    stream.hasMissed = false;
    send(stream, eventText({ type: 'resync', data: { topics: stream.topics } }));
  }

  function add(began: Omit<Stream, 'hasMissed'>): void {
    const { response, feed } = began;
    const stream: Stream = { ...began, hasMissed: false };
    streams.add(stream, () => {
      feed.streams.delete(stream);
      letGo(feed);
    });
    feed.streams.add(stream);
    response.on('drain', () => {
      if (stream.hasMissed) resync(stream);
    });
    resync(stream);
  }

  const looking = startLoop({
    name: 'account streams',
    topic: 'events',
    everyMs: lookMs,
    wake,
    log,
    async turn() {
      if (streams.all.size === 0) return false;
      const open = [...feeds.values()].filter((feed) => feed.streams.size > 0);
      const changes = await read(open.map(({ accountId }) => accountId));
      await Promise.all(
        open.map(async (feed) => {
          const now = changes.get(feed.accountId);
          if (now) await look(feed, now);
        }),
      );
      await pause(limits.restMs);
      return false;
    },
  });

  return {
    async open(asked, { begin, isAllowed }) {
      const { accountId } = asked;
      const feed = feedOf(accountId);
      feed.holders += 1;
      let isAdded = false;
      try {
        await feed.begun;
        if (!streams.isEnded()) streams.refuseCrowd(accountId);
        const response = begin();
        if (streams.isEnded()) response.end();
        else if (!response.destroyed) {
          add({ ...asked, feed, response, isAllowed });
          isAdded = true;
        }
      } finally {
        if (!isAdded) letGo(feed);
      }
    },
    end: () => streams.end(),
    async close() {
      streams.close();
      await looking.stop();
    },
  };
}
