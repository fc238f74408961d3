import type {
  CreateTaskBody,
  EstimateTaskAnswer,
  EstimateTaskBody,
  GetTaskCountsAnswer,
  Task,
  TaskInEvent,
} from './api-types.ts';
import type { Ask, EventOf } from './ask.ts';
import type { Calls } from './calls.ts';
import { TaskError } from './errors.ts';
import type { List } from './lists.ts';
import type { CallOptions } from './options.ts';
import type { StreamOptions } from './streams.ts';
import type { Transport } from './transport.ts';
import { waitForTask, type WaitOptions } from './wait.ts';

export interface CreateAndWaitOptions extends WaitOptions, Omit<CallOptions, 'signal'> {
  /** When the signal aborts, the task is cancelled as well, where it still can be; false unless told. */
  cancelOnAbort?: boolean | undefined;
}

/** A task that has become a video. */
export type SucceededTask = Task & { output: NonNullable<Task['output']> };

export interface Tasks {
  /** Resolves as soon as the task is accepted and its credits are held. */
  create(body: CreateTaskBody, options?: CallOptions): Promise<TaskInEvent>;
  /** Resolves with the task when its video is there. Throws TaskError where there will be none. */
  createAndWait(body: CreateTaskBody, options?: CreateAndWaitOptions): Promise<SucceededTask>;
  /** What it can cost at most. Nothing is made, and nothing is held. */
  estimate(body: EstimateTaskBody, options?: CallOptions): Promise<EstimateTaskAnswer>;
  get(id: string, query?: Ask<'getTask'>['query'], options?: CallOptions): Promise<Task>;
  /** Resolves with the task when it is over, however it ended. */
  wait(id: string, options?: WaitOptions): Promise<Task>;
  /** What happens to a task, to its end. */
  events(id: string, options?: StreamOptions): AsyncGenerator<TaskEvent, void, undefined>;
  /** Nothing of it is charged. Throws ConflictError where it is too late. */
  cancel(id: string, options?: CallOptions): Promise<TaskInEvent>;
  /** The newest first. */
  list(query?: Ask<'listTasks'>['query'], options?: CallOptions): List<TaskInEvent>;
  counts(
    query?: Ask<'getTaskCounts'>['query'],
    options?: CallOptions,
  ): Promise<GetTaskCountsAnswer>;
}

export type TaskEvent = EventOf<'streamTaskEvents'>;

export function createTasks(calls: Calls, transport: Transport): Tasks {
  const { maxCredits } = transport.options;
  const tasks: Tasks = {
    create: (body, options) =>
      calls.request(
        'createTask',
        { body: maxCredits === undefined ? body : { maxCredits, ...body } },
        options,
      ),
    async createAndWait(body, { signal, onProgress, cancelOnAbort = false, ...options } = {}) {
      signal?.throwIfAborted();
      // What is to be cancelled has to be known: then the create itself is not broken off.
      const created = await tasks.create(body, cancelOnAbort ? options : { ...options, signal });
      const { id } = created;
      try {
        const task = await tasks.wait(id, { signal, onProgress });
        if (isMade(task)) return task;
        throw new TaskError(task);
      } catch (error) {
        // Where it is too late for that, there is nothing to be done about it here.
        if (cancelOnAbort && signal?.aborted === true)
          await tasks.cancel(id).catch(() => undefined);
        throw error;
      }
    },
    estimate: (body, options) => calls.request('estimateTask', { body }, options),
    get: (id, query, options) => calls.request('getTask', { path: { id }, query }, options),
    wait: (id, options) => waitForTask(calls, transport, id, options),
    events: (id, options) => calls.events('streamTaskEvents', { path: { id } }, options),
    cancel: (id, options) => calls.request('cancelTask', { path: { id } }, options),
    list: (query, options) => calls.list('listTasks', { query }, options),
    counts: (query, options) => calls.request('getTaskCounts', { query }, options),
  };
  return tasks;
}

function isMade(task: Task): task is SucceededTask {
  return task.state === 'succeeded' && task.output !== null;
}
