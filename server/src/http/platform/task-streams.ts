import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { clientState, isFinal } from '../../generation/states.ts';
import { startLoop } from '../../work/loop.ts';
import type { Database } from '../../postgres/database.ts';
import { isTransient } from '../../postgres/transient.ts';
import type { Wake } from '../../work/wake.ts';
import { createEventReader, type TaskEvents } from '../../tasks/events.ts';
import { taskNotFound, type TaskKey, type TaskReader } from '../../tasks/read.ts';
import { toView, type TaskRow } from '../../tasks/rows.ts';
import { taskJson, viewInState } from '../../tasks/task-json.ts';
import type { StreamWire } from './route.ts';
import { createOpenStreams, type OpenStream, type OpenStreamLimits } from './live/open-streams.ts';
import { eventText } from './sse.ts';

/** The streams of task events that are open in this process. */
export interface TaskStreams {
  /**
   * Begins a stream with the events after the one that the client knows, null: all of them, and follows the
   * task to its end. Resolves false, without having begun, where the client knows the last one that there
   * will ever be. Throws task_not_found, rate_limited and overloaded.
   */
  open(
    asked: TaskKey & { known: number | null },
    wire: Pick<StreamWire, 'begin' | 'isAllowed'>,
  ): Promise<boolean>;
  /** Ends all streams and every further one at its beginning, so that clients go on elsewhere. */
  end(): void;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

export interface TaskStreamParts {
  database: Database;
  reader: TaskReader;
  wake: Wake;
  sign(fileName: string): string;
  log: Logger;
  limits?: Partial<StreamLimits>;
}

export interface StreamLimits extends OpenStreamLimits {
  /** Between two looks at all open streams, however often they are woken. */
  restMs: number;
  /** Between two tellings of a task's progress. */
  progressMs: number;
}

const usualLimits: StreamLimits = {
  streamsMax: 5_000,
  streamsOfAccountMax: 1_000,
  heartbeatMs: 12_000,
  restMs: 200,
  progressMs: 1_000,
};

/** Wake-ups carry no truth: all open streams are looked at so often without any. */
const lookMs = 1_000;

interface Stream extends OpenStream, TaskKey {
  /** Number of the last event that the client has, or that is no event for clients; -1 for none. */
  after: number;
  isLooking: boolean;
  /** The last that was told, and when. */
  progress: number;
  progressAtMs: number;
}

/**
 * One loop looks for all streams. A stream is its position in the task's numbered events and nothing more:
 * whatever happens between two looks, or between the first look and the subscription, comes with the next.
 */
export function createTaskStreams(parts: TaskStreamParts): TaskStreams {
  const { database, reader, wake, log, sign } = parts;
  const limits = { ...usualLimits, ...parts.limits };
  const events = createEventReader(database);
  const streams = createOpenStreams<Stream>(limits);

  async function look(stream: Stream): Promise<void> {
    // Who has not taken what was sent yet gets the rest when there is room.
    if (stream.isLooking || stream.response.writableNeedDrain) return;
    stream.isLooking = true;
    try {
      const seen = await events.read(stream);
      const isNews = seen !== null && (seen.events.length > 0 || hasProgress(stream, seen));
      const row = isNews ? await reader.read(stream) : null;
      if (!streams.all.has(stream)) return;
      // Deleted by its account, meanwhile or before.
      if (seen === null || (isNews && row === null)) streams.finish(stream);
      else tell(stream, seen, row);
    } finally {
      stream.isLooking = false;
    }
  }

  function hasProgress(stream: Stream, seen: TaskEvents): boolean {
    return (
      clientState(seen.state) === 'running' &&
      seen.progress > stream.progress &&
      performance.now() - stream.progressAtMs >= limits.progressMs
    );
  }

  /** `row` was read after `seen`, and only where there is something to tell. */
  function tell(stream: Stream, seen: TaskEvents, row: TaskRow | null): void {
    const { response } = stream;
    if (row) {
      const view = toView(row, sign);
      for (const { number, state, atMs } of seen.events) {
        if (response.writableNeedDrain) return;
        const data = taskJson(viewInState(view, state, atMs));
        response.write(eventText({ id: number, type: `task.${state}`, data }));
        stream.after = number;
        stream.progress = 0;
      }
      if (hasProgress(stream, seen) && view.state === 'running') {
        response.write(eventText({ type: 'task.progress', data: taskJson(view) }));
        stream.progress = view.progress;
        stream.progressAtMs = performance.now();
      }
    }
    stream.after = Math.max(stream.after, seen.newest);
    if (isFinal(seen.state)) streams.finish(stream);
  }

  function lookOnce(stream: Stream): void {
    look(stream).catch((error: unknown) => {
      if (isTransient(error)) return;
      log.warn({ error, taskId: stream.id }, 'a stream was not looked at; it is tried again');
    });
  }

  function add(began: Pick<Stream, 'accountId' | 'id' | 'response' | 'isAllowed' | 'after'>): void {
    const { response } = began;
    const stream: Stream = {
      ...began,
      isLooking: false,
      progress: 0,
      progressAtMs: -Infinity,
    };
    streams.add(stream);
    response.on('drain', () => lookOnce(stream));
    lookOnce(stream);
  }

  const looking = startLoop({
    name: 'task streams',
    topic: 'events',
    everyMs: lookMs,
    wake,
    log,
    async turn() {
      if (streams.all.size === 0) return false;
      await Promise.all([...streams.all].map(look));
      await wait(limits.restMs);
      return false;
    },
  });

  return {
    async open({ known, ...key }, { begin, isAllowed }) {
      const seen = await events.read({ ...key, after: -1 });
      if (seen === null) throw taskNotFound();
      // A number that is not given out yet is none of ours: better all events again than one missed.
      const after = known === null || known > seen.newest ? -1 : known;
      // A refund comes after the end, and is no change of state.
      const last = seen.events.at(-1)?.number ?? 0;
      if (isFinal(seen.state) && after >= last) return false;
      if (!streams.isEnded()) streams.refuseCrowd(key.accountId);
      const response = begin();
      if (streams.isEnded()) response.end();
      else if (!response.destroyed) add({ ...key, response, isAllowed, after });
      return true;
    },
    end: () => streams.end(),
    async close() {
      streams.close();
      await looking.stop();
    },
  };
}
