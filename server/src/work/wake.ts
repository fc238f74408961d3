import { EventEmitter } from 'node:events';
import pg from 'pg';
import { connectionTo, keepAliveMs, type Database } from '../postgres/database.ts';
import { isTransient } from '../postgres/transient.ts';

/**
 * Wakes whoever waits for work: in this process at once, in others by NOTIFY. The notification is
 * sent after the commit and gathered, because NOTIFY inside a transaction takes a lock that all
 * commits share. It carries no truth: every waiter also looks by itself now and then.
 */
export interface Wake {
  /** Says that `topic` has something new; of one queue, where the others need not look. */
  tell(topic: Topic, queue?: string): void;
  /**
   * Calls back on every telling of `topic`; returns how to stop. With a `queue`, tellings of other
   * queues are left out.
   */
  on(topic: Topic, listener: () => void, queue?: string): () => void;
  close(): Promise<void>;
}

/**
 * `settled`: a task came into its final state, or its line has answered a cancel. `refunded`: something of a charge
 * was given back. `collect`: there are files to collect. `copied`: those of a task are in our storage, or never will
 * be. `absorb`: an attempt has outlived its task. `events`: a task changed its state, or something else has to be
 * told. `fetch`: an asset waits to be fetched. `picture`: so does a picture of a film to be made.
 * `tested`: an endpoint was sent a test event. `lines`: a line was added, changed or removed. `creates`: the create
 * under an idempotency key is over. `installation`: its secret was rotated.
 */
export type Topic =
  | 'dispatch'
  | 'follow'
  | 'settled'
  | 'refunded'
  | 'collect'
  | 'copied'
  | 'absorb'
  | 'events'
  | 'fetch'
  | 'picture'
  | 'tested'
  | 'lines'
  | 'creates'
  | 'installation';

const channel = 'filmgate_wake';
const gatherMs = 20;
const reconnectMs = 1_000;
/** A connection that only listens would never notice that the other side is gone: it asks so often. */
const askEveryMs = 15_000;
const answerMs = 5_000;
/** So many names fit into a notification; where there are more, all are woken. */
const queuesMax = 60;

export function startWake(
  database: Database,
  log: (message: string, details: object) => void,
): Wake {
  const emitter = new EventEmitter().setMaxListeners(0);
  const origin = Math.random().toString(36).slice(2);
  let pending = new Map<Topic, Set<string> | 'all'>();
  let sending: NodeJS.Timeout | null = null;
  let listening: pg.Client | null = null;
  let reconnecting: NodeJS.Timeout | null = null;
  let closed = false;

  /** No queues: all of them. */
  function emit(topic: string, queues: readonly string[]): void {
    if (queues.length === 0) emitter.emit(topic, null);
    for (const queue of queues) emitter.emit(topic, queue);
  }

  async function send(): Promise<void> {
    sending = null;
    const topics = [...pending].map(([topic, queues]): Announcement => {
      const few = queues !== 'all' && queues.size <= queuesMax;
      return few ? [topic, ...queues] : [topic];
    });
    pending = new Map();
    try {
      await database.general.query({
        name: 'wake',
        text: 'select pg_notify($1, $2)',
        values: [channel, JSON.stringify({ origin, topics })],
      });
    } catch (error) {
      if (isTransient(error)) return;
      log('a wake-up was not sent; waiters look by themselves', { error: String(error) });
    }
  }

  async function listen(): Promise<void> {
    reconnecting = null;
    const client = new pg.Client({
      ...connectionTo(database.address),
      application_name: 'filmgate wake',
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMs,
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
    });
    let asking: NodeJS.Timeout | null = null;
    const retry = (): void => {
      if (asking) clearInterval(asking);
      if (listening === client) listening = null;
      if (!closed) reconnecting ??= setTimeout(() => void listen(), reconnectMs).unref();
    };
    client.on('error', retry);
    client.on('end', retry);
    client.on('notification', ({ payload }) => {
      const told: unknown = JSON.parse(payload ?? 'null');
      if (!isTelling(told) || told.origin === origin) return;
      for (const [topic, ...queues] of told.topics) emit(topic, queues);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      if (closed) {
        await client.end();
        return;
      }
      listening = client;
      asking = setInterval(() => {
        // Without an answer the statement under way keeps `end` from waiting for the other side.
        client.query('select 1').catch(() => void client.end().catch(() => undefined));
      }, askEveryMs).unref();
    } catch {
      retry();
    }
  }

  void listen();
  return {
    tell(topic, queue) {
      emit(topic, queue === undefined ? [] : [queue]);
      const waiting = pending.get(topic) ?? new Set();
      if (queue === undefined || waiting === 'all') pending.set(topic, 'all');
      else pending.set(topic, waiting.add(queue));
      if (!closed) sending ??= setTimeout(() => void send(), gatherMs);
    },
    on(topic, listener, queue) {
      const heard = (told: string | null): void => {
        if (told === null || queue === undefined || told === queue) listener();
      };
      emitter.on(topic, heard);
      return () => emitter.off(topic, heard);
    },
    async close() {
      closed = true;
      if (sending) {
        // What was told just before the end, as by a command, is heard as well.
        clearTimeout(sending);
        await send();
      }
      if (reconnecting) clearTimeout(reconnecting);
      emitter.removeAllListeners();
      await listening?.end();
    },
  };
}

/** A topic and the queues that it is about; none: all. */
type Announcement = [topic: string, ...queues: string[]];

/** What was sent by `send` of another process. */
function isTelling(value: unknown): value is { origin: string; topics: Announcement[] } {
  return typeof value === 'object' && value !== null && 'origin' in value && 'topics' in value;
}
