import { EventEmitter } from 'node:events';
import pg from 'pg';
import { connectionTo, type Database } from './database.ts';

/**
 * Wakes whoever waits for work: in this process at once, in others by NOTIFY. The notification is
 * sent after the commit and gathered, because NOTIFY inside a transaction takes a lock that all
 * commits share. It carries no truth: every waiter also looks by itself now and then.
 */
export interface Wake {
  /** Says that `topic` has something new. */
  tell(topic: Topic): void;
  /** Calls back on every telling of `topic`; returns how to stop. */
  on(topic: Topic, listener: () => void): () => void;
  close(): Promise<void>;
}

/**
 * `settled`: a task came into its final state, so there may be files to collect.
 * `events`: a task changed its state, or something else has to be told. `fetch`: an asset waits to be fetched. `lines`: a line was added, changed or removed.
 */
export type Topic = 'dispatch' | 'follow' | 'settled' | 'events' | 'fetch' | 'lines';

const channel = 'filmgate_wake';
const gatherMs = 20;
const reconnectMs = 1_000;

export function startWake(
  database: Database,
  log: (message: string, details: object) => void,
): Wake {
  const emitter = new EventEmitter().setMaxListeners(0);
  const origin = Math.random().toString(36).slice(2);
  let pending = new Set<Topic>();
  let sending: NodeJS.Timeout | null = null;
  let listening: pg.Client | null = null;
  let reconnecting: NodeJS.Timeout | null = null;
  let closed = false;

  async function send(): Promise<void> {
    sending = null;
    const topics = [...pending];
    pending = new Set();
    try {
      await database.general.query({
        name: 'wake',
        text: 'select pg_notify($1, $2)',
        values: [channel, JSON.stringify({ origin, topics })],
      });
    } catch (error) {
      log('a wake-up was not sent; waiters look by themselves', { error: String(error) });
    }
  }

  async function listen(): Promise<void> {
    reconnecting = null;
    const client = new pg.Client({
      ...connectionTo(database.address),
      application_name: 'filmgate wake',
      keepAlive: true,
    });
    const retry = (): void => {
      if (listening === client) listening = null;
      if (!closed) reconnecting ??= setTimeout(() => void listen(), reconnectMs).unref();
    };
    client.on('error', retry);
    client.on('end', retry);
    client.on('notification', ({ payload }) => {
      const told: unknown = JSON.parse(payload ?? 'null');
      if (!isTelling(told) || told.origin === origin) return;
      for (const topic of told.topics) emitter.emit(topic);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      if (closed) await client.end();
      else listening = client;
    } catch {
      retry();
    }
  }

  void listen();
  return {
    tell(topic) {
      emitter.emit(topic);
      pending.add(topic);
      if (!closed) sending ??= setTimeout(() => void send(), gatherMs);
    },
    on(topic, listener) {
      emitter.on(topic, listener);
      return () => emitter.off(topic, listener);
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

function isTelling(value: unknown): value is { origin: string; topics: string[] } {
  return typeof value === 'object' && value !== null && 'origin' in value && 'topics' in value;
}
