import { randomUUID } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { ProblemError } from '../generation/problems.ts';
import { countMarks, takeOut, type Span } from './inline-media.ts';
import { parseJson, type JsonBody } from './json.ts';
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
    const { spans, ...body } = parsed(bytes);
    return spans.length === 0 ? { id, ...body } : { id, ...body, media: { bytes, spans, mark } };
  } catch (error) {
    if (error instanceof ProblemError) return { id, problem: error.problem };
    throw error;
  }
}

/** Throws as `parseJson` does. What is kept of a body is too short for a span. */
function parsed(bytes: Buffer): JsonBody & { spans: readonly Span[] } {
  const { rest, spans } = takeOut(bytes, mark);
  if (spans.length > 0) {
    try {
      const body = parseJson(rest);
      // One that stands elsewhere is a name, or no JSON at all.
      if (countMarks(body.value, mark) === spans.length) return { ...body, spans };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }
  // What is wrong is told of the body as it was sent.
  return { ...parseJson(bytes), spans: [] };
}
