import { Worker } from 'node:worker_threads';
import { ProblemError, refuse, type Problem } from '../generation/problems.ts';
import { putBack, type Span } from './inline-media.ts';
import type { JsonBody } from './json.ts';

/** Parses large JSON in a thread of its own, as `parseJson` does here. */
export interface JsonReader {
  /** Throws as `parseJson`. The bytes are given away: nobody may use them afterwards. */
  parse(bytes: Buffer): Promise<JsonBody>;
  close(): Promise<void>;
}

export interface JsonQuestion {
  id: number;
  bytes: Uint8Array<ArrayBuffer>;
}

export type JsonAnswer = { id: number } & (
  JsonBody | (JsonBody & { media: TakenMedia }) | { problem: Problem }
);

/** The bytes come back with it: as text their media are made where they are used. */
interface TakenMedia {
  bytes: Uint8Array<ArrayBuffer>;
  spans: readonly Span[];
  mark: string;
}

/** Enough for the largest body in two-byte characters, twice. */
const heapMegabytes = 640;
/** An idle thread would keep what its last bodies took. */
const idleMs = 5_000;

export function createJsonReader(): JsonReader {
  const waiting = new Map<number, (answer: JsonAnswer) => void>();
  let thread: Worker | null = null;
  let lastId = 0;
  let idle: NodeJS.Timeout | undefined;

  function start(): Worker {
    const worker = new Worker(new URL('./json-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    worker.unref();
    worker.on('message', (answer: JsonAnswer) => {
      const settle = waiting.get(answer.id);
      waiting.delete(answer.id);
      settle?.(answer);
      if (waiting.size === 0) idle = setTimeout(() => void end(), idleMs).unref();
    });
    // Out of memory: what it was at, and all behind it, is told to come back; the next gets a new thread.
    worker.on('error', () => {
      if (thread === worker) thread = null;
      for (const [id, settle] of waiting) settle({ id, problem: lost });
      waiting.clear();
    });
    return worker;
  }

  async function end(): Promise<void> {
    const ending = thread;
    thread = null;
    await ending?.terminate();
  }

  return {
    async parse(bytes) {
      clearTimeout(idle);
      thread ??= start();
      lastId += 1;
      const id = lastId;
      const answered = new Promise<JsonAnswer>((resolve) => waiting.set(id, resolve));
      // So large a buffer has its memory for itself, and is moved, not copied.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as readBody makes it
      const own = bytes as Buffer<ArrayBuffer>;
      thread.postMessage({ id, bytes: own } satisfies JsonQuestion, [own.buffer]);
      const answer = await answered;
      if ('problem' in answer) throw new ProblemError(answer.problem);
      const { value, metadataText } = answer;
      return { value: 'media' in answer ? withMedia(value, answer.media) : value, metadataText };
    },
    async close() {
      clearTimeout(idle);
      await end();
    },
  };
}

function withMedia(value: unknown, { bytes, spans, mark }: TakenMedia): unknown {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts = spans.map(([start, end]) => whole.toString('latin1', start, end));
  return putBack(value, mark, texts);
}

const { problem: lost } = refuse('overloaded', 'The body could not be read right now: try again.', {
  retryAfterSeconds: 2,
});
