/** Tells callback URLs of every change, without a signature: truly, or as a fault will have it. */
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Counters } from './counters.ts';
import type { CallbackFault } from './faults.ts';
import { tellSuccess, tellTask, type Teller } from './wire.ts';
import { isOver, type Task } from './task.ts';

export interface Callbacks {
  tell(task: Task): void;
  /** Cuts what is under way. */
  stop(): Promise<void>;
}

export interface CallbacksParts {
  teller: Teller;
  counters: Pick<Counters, 'callbacks'>;
  faultOf(prompt: string): CallbackFault | null;
  tasks(): readonly Task[];
}

/** As documented; only the ends that a task comes to by itself are tried again. */
const answerWithinMs = 5_000;
const retries = 3;
/** Not documented. */
const pauseMs = 1_000;

/** Of one receiver. */
const connections = 32;

export function createCallbacks(parts: CallbacksParts): Callbacks {
  const { teller, counters } = parts;
  const agent = new Agent({ connections });
  const stopped = new AbortController();

  async function deliver(url: string, body: unknown, tries: number): Promise<void> {
    for (let tried = 1; tried <= tries; tried += 1) {
      if (tried > 1) await wait(pauseMs, undefined, { signal: stopped.signal });
      counters.callbacks.tries += 1;
      if (await isAcknowledged(url, body)) {
        counters.callbacks.acknowledged += 1;
        return;
      }
      counters.callbacks.failed += 1;
    }
    counters.callbacks.givenUp += 1;
  }

  async function isAcknowledged(url: string, body: unknown): Promise<boolean> {
    try {
      const answer = await request(url, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(answerWithinMs)]),
      });
      await answer.body.dump();
      return answer.statusCode >= 200 && answer.statusCode < 300;
    } catch {
      return false;
    }
  }

  function send(url: string, body: unknown, tries: number, copies = 1, afterMs = 0): void {
    for (let copy = 0; copy < copies; copy += 1) {
      wait(afterMs, undefined, { signal: stopped.signal })
        .then(() => deliver(url, body, tries))
        // Only by `stop`.
        .catch(() => undefined);
    }
  }

  function someoneElse(task: Task): string {
    return parts.tasks().find(({ id }) => id !== task.id)?.id ?? 'cgt-20200101000000-nobdy';
  }

  return {
    tell(task) {
      const url = task.order.callbackUrl;
      if (url === null || task.state === 'cancelled') return;
      const fault = parts.faultOf(task.order.prompt);
      const body = tellTask(task, teller);
      const tries = task.state === 'succeeded' || task.state === 'failed' ? 1 + retries : 1;
      switch (fault?.does) {
        case undefined:
          send(url, body, tries);
          return;
        case 'withhold':
          return;
        case 'late':
          send(url, body, tries, 1, fault.ms);
          return;
        case 'duplicate':
          send(url, body, tries, 1 + fault.more);
          return;
        case 'early':
          if (!isOver(task)) send(url, tellSuccess(task, teller), 1);
          send(url, body, tries);
          return;
        case 'lie': {
          const { status = task.state, id } = fault;
          const named =
            id === undefined ? task.id : id === 'other' ? someoneElse(task) : 'cgt-none';
          send(url, { ...body, id: named, status }, tries);
        }
      }
    },
    async stop() {
      stopped.abort();
      await agent.destroy();
    },
  };
}
