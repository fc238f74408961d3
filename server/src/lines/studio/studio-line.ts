import { studioName, studioQueuePrefix } from '../../work/queues.ts';
import type { Logger } from 'pino';
import { families } from '../../generation/families.ts';
import { videoToChange } from '../../generation/modes.ts';
import { nearestRatio, pixelsOf, settleRatio } from '../../generation/pixels.ts';
import type { Failure, FailureCode } from '../../generation/problems.ts';
import type { ReferenceTask } from '../../generation/request.ts';
import { framesOf, framesPerSecond, secondsOfFrames } from '../../generation/tokens.ts';
import type { MediaStore } from '../../media/store/store.ts';
import { storeTroubleKind } from '../../media/store/store-trouble.ts';
import type { StudioJob, StudioStatus } from '../../studio/job.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import { parseOutcome } from '../../studio/outcomes.ts';
import { referenceTaskOf } from '../../studio/reference-task.ts';
import type { Studio } from '../../studio/studio.ts';
import type { AttemptOrder, LineDriver, Output, Observation } from '../../making/driver.ts';

/** The studio as a line: an attempt's upstream id is our own name for it. */
export interface StudioLineOptions {
  studio: Studio;
  store: MediaStore;
  /** Of this process: what it renders is its own to follow and collect. */
  instance: string;
  log: Logger;
}

export const studioLookSeconds = 0.5;

/** Its media are looked for again so much later, where our storage is in trouble. */
const storeMs = 2_000;

/** Accepted, but not in the studio yet. */
interface PendingRender {
  order: AttemptOrder;
  prompt: string;
  failure: FailureCode | null;
  /** Runs while a sandbox delay does. */
  timer: NodeJS.Timeout | null;
  /** Its media are being found; its slot is spoken for. */
  starting: boolean;
}

/** The studio of this process knows best how many more it can render. */
export interface StudioLine extends LineDriver {
  freeSlots(): number;
}

export function createStudioLine(options: StudioLineOptions): StudioLine {
  const { studio, store, log } = options;
  const waiting = new Map<string, PendingRender>();
  const failures = new Map<string, Failure>();
  const listeners: ((upstreamId: string) => void)[] = [];
  let stopped = false;

  const tell = (id: string): void => {
    for (const listener of listeners) listener(id);
  };

  studio.onChange((id) => {
    const status = studio.look(id);
    if (status?.state === 'rendering') return;
    // Its outcome is noted where nothing more is begun in a trouble.
    if (status?.state === 'crashed' && status.isOurs) store.probe('write').catch(() => undefined);
    tell(id);
    startReady();
  });

  const freeSlots = (): number => {
    const spokenFor = [...waiting.values()].filter(({ timer }) => timer === null).length;
    return stopped ? 0 : Math.max(0, studio.freeSlots() - spokenFor);
  };

  /** Starts those whose delay is over, in the order in which they came, while there are slots. */
  function startReady(): void {
    let slots = studio.freeSlots();
    for (const [id, entry] of waiting) {
      if (stopped || entry.timer) continue;
      if (entry.failure) failNow(id, entry.failure);
      else if (entry.starting) slots--;
      else if (slots-- > 0) void start(id, entry);
    }
  }

  function failNow(id: string, code: FailureCode): void {
    waiting.delete(id);
    failures.set(id, { code, message: sandboxMessages[code] });
    tell(id);
  }

  async function start(id: string, entry: PendingRender): Promise<void> {
    entry.starting = true;
    try {
      const job = await toJob(store, entry);
      // It may have been cancelled meanwhile.
      if (waiting.delete(id) && !stopped) studio.start(job);
    } catch (error) {
      if (storeTroubleKind(error) !== null && waiting.has(id)) {
        entry.starting = false;
        entry.timer = setTimeout(() => {
          entry.timer = null;
          startReady();
        }, storeMs);
        return;
      }
      waiting.delete(id);
      log.error({ attemptId: id, error }, 'the studio could not start an attempt');
      failures.set(id, { code: 'provider_error', message: 'The video could not be made.' });
      tell(id);
    }
  }

  function observe(id: string, request?: PlannedRequest): Observation {
    if (waiting.has(id)) return { state: 'running', progress: 0 };
    const failure = failures.get(id);
    if (failure) return { state: 'failed', failure };
    return fromStudio(studio.look(id), request);
  }

  const queue = studioQueuePrefix + options.instance;
  return {
    name: studioName,
    queue,
    lostQueue: queue,
    // It is this process that looks into itself.
    looks: { holdSeconds: 0, soonestSeconds: studioLookSeconds, latestSeconds: studioLookSeconds },
    freeSlots,
    submit(order) {
      const outcome = order.mode === 'test' ? parseOutcome(order.request.prompt) : null;
      const entry: PendingRender = {
        order,
        prompt: outcome?.prompt ?? order.request.prompt,
        failure: outcome?.failure ?? null,
        timer: null,
        starting: false,
      };
      if (outcome && outcome.delayMs > 0) {
        entry.timer = setTimeout(() => {
          entry.timer = null;
          startReady();
        }, outcome.delayMs);
      }
      waiting.set(order.attemptId, entry);
      // After the answer, so that an attempt is accepted before anything is told of it.
      setImmediate(startReady);
      return Promise.resolve({ kind: 'accepted', upstreamId: order.attemptId });
    },
    find(attempts) {
      const found = attempts.map(({ attemptId: id }) => {
        if (observe(id).state !== 'gone') return [id, { upstreamId: id }] as const;
        // A process that was killed may have begun it.
        studio.discard(id);
        return [id, 'absent'] as const;
      });
      return Promise.resolve(new Map<string, { upstreamId: string } | 'absent'>(found));
    },
    mayLook: (due) => Promise.resolve({ most: due, restMs: 0 }),
    look: (attempts) =>
      Promise.resolve(
        new Map(attempts.map(({ upstreamId: id, request }) => [id, observe(id, request)])),
      ),
    cancel({ upstreamId: id }) {
      const entry = waiting.get(id);
      if (entry) {
        if (entry.timer) clearTimeout(entry.timer);
        waiting.delete(id);
        return Promise.resolve('stopped');
      }
      return Promise.resolve(studio.cancel(id) ? 'stopped' : 'unstoppable');
    },
    result({ upstreamId: id }) {
      const status = studio.look(id);
      return Promise.resolve(status?.state === 'done' ? status.files : null);
    },
    discard(id) {
      failures.delete(id);
      studio.discard(id);
      return Promise.resolve();
    },
    onHint(listener) {
      listeners.push(listener);
    },
    async stop() {
      stopped = true;
      for (const { timer } of waiting.values()) if (timer) clearTimeout(timer);
      await studio.stop();
    },
  };
}

/** What a failure that a sandbox prompt asked for says. */
const sandboxMessages: Record<FailureCode, string> = {
  content_policy: 'The prompt asked the sandbox for a refusal by the content policy.',
  invalid_parameter: 'The prompt asked the sandbox for a refusal of a parameter.',
  provider_error: 'The prompt asked the sandbox for a failure of the provider.',
  timeout: 'The prompt asked the sandbox for a time-out.',
  media_fetch_failed: 'The prompt asked the sandbox for a medium that cannot be fetched.',
  cancelled: 'The prompt asked the sandbox for a cancellation.',
  expired: 'The prompt asked the sandbox for an expiry.',
};

/** What a length that is the model's choice comes to where a family has no usual one. */
const automaticSeconds = 5;

function framesToMake(
  { family, seconds, media }: PlannedRequest,
  referenceTask: ReferenceTask | undefined,
): number {
  if (seconds !== 'auto') return framesOf(seconds);
  const edited = referenceTask === 'edit' ? videoToChange(media) : undefined;
  if (edited) return Math.max(1, Math.round(edited.seconds * framesPerSecond));
  const usual = families[family].defaults.seconds;
  return framesOf(usual === 'auto' ? automaticSeconds : usual);
}

async function toJob(store: MediaStore, { order, prompt }: PendingRender): Promise<StudioJob> {
  const { request } = order;
  const referenceTask = referenceTaskOf({ ...request, prompt });
  const media = await Promise.all(
    request.media.map(async (medium) => {
      const file = await store.open(medium.sha256);
      if (!file) throw new Error(`the stored copy of ${medium.field} is missing`);
      const { kind, role, contentType, width, height } = medium;
      return { path: file.path, kind, role, contentType, width, height, seconds: medium.seconds };
    }),
  );
  return {
    ...pixelsOf(request.family, request.resolution, settleRatio(request)),
    id: order.attemptId,
    taskId: order.taskId,
    model: order.model,
    frames: framesToMake(request, referenceTask),
    framesPerSecond,
    prompt,
    seed: request.seed,
    mode: request.mode,
    media,
    generateAudio: request.generateAudio,
    watermark: request.watermark,
    returnLastFrame: request.returnLastFrame,
    ...(request.cameraFixed && { cameraFixed: request.cameraFixed }),
    ...(referenceTask && { referenceTask }),
  };
}

function fromStudio(status: StudioStatus | null, request: PlannedRequest | undefined): Observation {
  switch (status?.state) {
    case undefined:
      return {
        state: 'gone',
        reason: 'the studio that rendered it has ended',
        interrupted: true,
      };
    case 'rendering':
      return { state: 'running', progress: status.progress };
    case 'done':
      return { state: 'succeeded', made: outputOf(status, request) };
    case 'failed':
      return { state: 'failed', failure: { code: 'provider_error', message: status.message } };
    case 'crashed':
      return { state: 'gone', reason: status.reason, interrupted: status.isOurs === true };
  }
}

function outputOf(
  { width, height, frames }: StudioStatus & { state: 'done' },
  request: PlannedRequest | undefined,
): Output {
  const isInFrames = request?.frames !== undefined;
  return {
    width,
    height,
    frames,
    seconds: isInFrames ? secondsOfFrames(frames) : Math.floor(frames / framesPerSecond),
    ratio: nearestRatio(width, height),
    completionTokens: null,
  };
}
