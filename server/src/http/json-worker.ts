import { randomUUID } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { ProblemError } from '../generation/problems.ts';
import { countMarks, takeOut, type Span } from './inline-media.ts';
import { parseJson } from './json.ts';
import type { JsonAnswer, JsonQuestion } from './json-reader.ts';

/** The thread behind `json-reader.ts`. */
parentPort?.on('message', ({ id, bytes }: JsonQuestion) => {
  const answer = answerTo(id, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answer, 'media' in answer ? [answer.media.bytes.buffer] : []);
});

const mark = `data:${randomUUID()}:`;

function answerTo(id: number, bytes: Buffer<ArrayBuffer>): JsonAnswer {
  try {
    const { value, spans } = parsed(bytes);
    return spans.length === 0 ? { id, value } : { id, value, media: { bytes, spans, mark } };
  } catch (error) {
    if (error instanceof ProblemError) return { id, problem: error.problem };
    throw error;
  }
}

/** Throws as `parseJson` does. */
function parsed(bytes: Buffer): { value: unknown; spans: readonly Span[] } {
  const { rest, spans } = takeOut(bytes, mark);
  if (spans.length > 0) {
    try {
      const value = parseJson(rest);
      // One that stands elsewhere is a name, or no JSON at all.
      if (countMarks(value, mark) === spans.length) return { value, spans };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }
  // What is wrong is told of the body as it was sent.
  return { value: parseJson(bytes), spans: [] };
}
