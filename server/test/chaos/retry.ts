import { setTimeout as wait } from 'node:timers/promises';
import type { call } from '../harness/api.ts';

export type Answer = Awaited<ReturnType<typeof call>>;

/** What came in the way of answers, counted over all clients. */
export interface Trouble {
  /** Connections that were refused or broke. */
  lost: number;
  /** Answers that asked to come back. */
  later: number;
  /** What the slowest answer took, of whatever kind. */
  slowestMs: number;
}

const retryMs = { first: 25, most: 400 };
const giveUpMs = 60_000;

/**
 * Sends the same call until it is answered, as a careful client does. Whatever does not ask to be sent
 * again (with Retry-After) counts as an answer: also a 500, which nobody expects.
 */
export async function untilAnswered(
  send: () => Promise<Answer>,
  trouble: Trouble,
): Promise<Answer> {
  const endMs = performance.now() + giveUpMs;
  for (let pauseMs = retryMs.first; performance.now() < endMs; pauseMs *= 2) {
    const begunMs = performance.now();
    const answer = await sendOnce(send);
    trouble.slowestMs = Math.max(trouble.slowestMs, performance.now() - begunMs);
    if (answer === null) trouble.lost += 1;
    else if (!asksToComeBack(answer)) return answer;
    else trouble.later += 1;
    await wait(Math.min(pauseMs, retryMs.most));
  }
  throw new Error(`no answer in ${String(giveUpMs)} ms`);
}

/** Null where the connection was lost. */
async function sendOnce(send: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await send();
  } catch (error) {
    // So `fetch` says that it could not connect, or that the answer broke off.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function asksToComeBack({ status, headers }: Pick<Answer, 'status' | 'headers'>): boolean {
  return status === 503 && headers.has('retry-after');
}
