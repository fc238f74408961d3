import { parentPort } from 'node:worker_threads';
import { ProblemError } from '../generation/problems.ts';
import { parseJson } from './json.ts';
import type { JsonAnswer, JsonQuestion } from './json-reader.ts';

/** The thread behind `json-reader.ts`. */
parentPort?.on('message', ({ id, bytes }: JsonQuestion) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answerTo(id, bytes));
});

function answerTo(id: number, bytes: Uint8Array): JsonAnswer {
  try {
    return { id, value: parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) };
  } catch (error) {
    if (error instanceof ProblemError) return { id, problem: error.problem };
    throw error;
  }
}
