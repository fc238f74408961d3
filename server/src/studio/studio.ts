import { ChildError, runInChild } from '../media/child.ts';
import { asStorageError, StorageError } from '../media/store/store-trouble.ts';
import type { StudioJob, StudioStatus } from './job.ts';
import { outputFolder, removeOutput } from './outputs.ts';
import type { OutputFolder } from './outputs.ts';
import { readOutput } from './read-output.ts';

/** The embedded line's engine: renders jobs in child processes, `workers` at once. */
export interface Studio {
  freeSlots(): number;
  /** Throws when no slot is free, or when the id is known already. */
  start(job: StudioJob): void;
  /** Null: unknown here (never started, cancelled, discarded, or lost with an earlier process). */
  look(jobId: string): StudioStatus | null;
  /** Stops a rendering and forgets it; false when the job is not being rendered. */
  cancel(jobId: string): boolean;
  /** Forgets a job and removes its files. */
  discard(jobId: string): void;
  /** Of the children that live now. */
  pids(): number[];
  /** Tells of progress and of every end, also a cancelled one; `look` says what it is. */
  onChange(listener: (jobId: string) => void): void;
  /** Kills the children and resolves when they have ended. Finished files stay. */
  stop(): Promise<void>;
}

export interface StudioOptions {
  /** Jobs rendered at once: each keeps about one core busy. */
  workers: number;
  /** Where finished renderings wait to be collected; owned by one process. */
  directory: string;
  jobTimeoutMs?: number;
  /** Resident memory that one rendering may use. */
  memoryMegabytes?: number;
  log: StudioLog;
}

interface StudioLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** What the child is sent. */
export interface RenderOrder {
  job: StudioJob;
  folder: OutputFolder;
}

interface Rendering {
  progress: number;
  abort: AbortController;
  /** Nobody wants its files any more. */
  dropped: boolean;
  pid: number | null;
  ended: Promise<void>;
}

const entry = new URL('./renderer.ts', import.meta.url);

export function createStudio(options: StudioOptions): Studio {
  const { workers, directory, log } = options;
  const timeoutMs = options.jobTimeoutMs ?? 900_000;
  const memoryMegabytes = options.memoryMegabytes ?? 2048;
  const rendering = new Map<string, Rendering>();
  /** What this process knows of jobs that ended without a result. */
  const ended = new Map<string, StudioStatus>();
  const listeners: ((jobId: string) => void)[] = [];
  let stopping = false;

  const tell = (jobId: string): void => {
    for (const listener of listeners) listener(jobId);
  };

  const render = async (job: StudioJob, folder: OutputFolder, slot: Rendering): Promise<void> => {
    const startedAtMs = performance.now();
    const problem = await attempt({ job, folder }, slot, () => {
      if (!slot.abort.signal.aborted) tell(job.id);
    });
    rendering.delete(job.id);
    const ms = Math.round(performance.now() - startedAtMs);
    const facts = { jobId: job.id, taskId: job.taskId, ms };
    if (slot.abort.signal.aborted) {
      if (slot.dropped) removeOutput(folder);
      log.info(facts, 'studio: rendering stopped');
    } else if (problem === null || readOutput(folder) !== null) {
      // The files count, not the child's last word: it may die after it has published them.
      log.info(facts, 'studio: rendered');
    } else {
      removeOutput(folder);
      ended.set(job.id, problem);
      log.warn({ ...facts, problem }, 'studio: rendering ended without a video');
    }
    tell(job.id);
  };

  /** Null: it went well. */
  const attempt = async (
    order: RenderOrder,
    slot: Rendering,
    onProgress: () => void,
  ): Promise<StudioStatus | null> => {
    try {
      await runInChild({
        entry,
        input: order,
        timeoutMs,
        memoryMegabytes,
        signal: slot.abort.signal,
        onStart: (pid) => {
          slot.pid = pid;
        },
        onMessage: (progress) => {
          if (typeof progress !== 'number' || progress === slot.progress) return;
          slot.progress = progress;
          onProgress();
        },
      });
      return null;
    } catch (error) {
      return statusOf(error);
    }
  };

  const look = (jobId: string): StudioStatus | null => {
    const slot = rendering.get(jobId);
    if (slot !== undefined) {
      return slot.abort.signal.aborted ? null : { state: 'rendering', progress: slot.progress };
    }
    return ended.get(jobId) ?? readOutput(outputFolder(directory, jobId));
  };

  return {
    freeSlots: () => (stopping ? 0 : Math.max(0, workers - rendering.size)),
    start(job) {
      const folder = outputFolder(directory, job.id);
      if (stopping || rendering.size >= workers) throw new Error('the studio has no free slot');
      if (rendering.has(job.id) || look(job.id) !== null) {
        throw new Error(`the studio already knows job ${job.id}`);
      }
      const slot: Rendering = {
        progress: 0,
        abort: new AbortController(),
        dropped: false,
        pid: null,
        ended: Promise.resolve(),
      };
      rendering.set(job.id, slot);
      slot.ended = render(job, folder, slot);
    },
    look,
    cancel(jobId) {
      const slot = rendering.get(jobId);
      if (slot === undefined || slot.abort.signal.aborted) return false;
      drop(slot);
      return true;
    },
    discard(jobId) {
      ended.delete(jobId);
      const slot = rendering.get(jobId);
      if (slot === undefined) removeOutput(outputFolder(directory, jobId));
      else drop(slot);
    },
    pids: () => [...rendering.values()].flatMap((slot) => slot.pid ?? []),
    onChange(listener) {
      listeners.push(listener);
    },
    async stop() {
      stopping = true;
      const slots = [...rendering.values()];
      for (const slot of slots) slot.abort.abort();
      await Promise.all(slots.map((slot) => slot.ended));
    },
  };
}

function drop(slot: Rendering): void {
  slot.dropped = true;
  slot.abort.abort();
}

function statusOf(error: unknown): StudioStatus {
  const ours = asStorageError(error);
  if (ours instanceof StorageError) return { state: 'crashed', reason: ours.message, isOurs: true };
  if (error instanceof ChildError && error.end === 'failed') {
    return { state: 'failed', message: error.message };
  }
  return { state: 'crashed', reason: error instanceof Error ? error.message : String(error) };
}
