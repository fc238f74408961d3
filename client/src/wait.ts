/** Following a task to its end: by its events, and where these cannot be had by reading it now and then. */
import type { Task, TaskInEvent } from './api-types.ts';
import type { Calls } from './calls.ts';
import { retryAfterSeconds, ApiError } from './errors.ts';
import { mayPass, pauseAfter, type Transport } from './transport.ts';

export interface WaitOptions {
  /** Ends the waiting, which then throws the signal’s reason. The task goes on. */
  signal?: AbortSignal | undefined;
  /** Called with the task whenever its state or its progress is another. */
  onProgress?: ((task: TaskInEvent) => void) | undefined;
}

const usualPauseSeconds = 2;
/** Who cannot have a stream soon reads instead. */
const streamRetries = 1;
/** Of reads in a row, with pauses between them: as long as a server takes to start anew, and longer. */
const failuresMost = 20;

const open: ReadonlySet<string> = new Set<Task['state']>(['queued', 'running']);

export async function waitForTask(
  calls: Calls,
  { world }: Pick<Transport, 'world'>,
  id: string,
  { signal, onProgress }: WaitOptions = {},
): Promise<Task> {
  let told = '';
  function tell(task: TaskInEvent): void {
    const standing = `${task.state} ${String(task.progress)}`;
    if (standing === told) return;
    told = standing;
    onProgress?.(task);
  }

  async function followEvents(): Promise<void> {
    try {
      const options = { signal, maxRetries: streamRetries };
      for await (const { data } of calls.events('streamTaskEvents', { path: { id } }, options)) {
        tell(data);
        if (!open.has(data.state)) return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!canBeReadInstead(error)) throw error;
    }
  }

  await followEvents();
  // What an event said may be a while ago: the last word is the task's own.
  for (let failures = 0; ;) {
    try {
      const asked = { path: { id } };
      const { data, headers } = await calls.requestWithHeaders('getTask', asked, { signal });
      failures = 0;
      tell(data);
      if (!open.has(data.state)) return data;
      await world.sleep((retryAfterSeconds(headers) ?? usualPauseSeconds) * 1000, signal);
    } catch (error) {
      signal?.throwIfAborted();
      failures += 1;
      const pauseMs = failures < failuresMost ? pauseAfter(error, failures, world.random()) : null;
      if (pauseMs === null) throw error;
      await world.sleep(pauseMs, signal);
    }
  }
}

/** Where streams are not to be had, such as behind a proxy that keeps them back. */
function canBeReadInstead(error: unknown): boolean {
  return mayPass(error) || (error instanceof ApiError && error.problem === null);
}
