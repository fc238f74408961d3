/** The simulator put together: what stands behind both doors. */
import { createArkDoor } from './ark-door.ts';
import { createCallbacks } from './callbacks.ts';
import { createClock } from './clock.ts';
import type { ClockMove, LedgerEntry } from './control.ts';
import { createCounters, type Counts } from './counters.ts';
import { createFaultBook, type SetFault } from './fault-book.ts';
import type { Fault } from './faults.ts';
import { createResultFiles, type Films } from './files.ts';
import { documentedSettings, type Settings, type SettingsPatch } from './settings.ts';
import { createTaskBook } from './task-book.ts';
import type { Task } from './task.ts';
import type { Teller } from './wire.ts';

export interface ServiceOptions {
  seed: number;
  settings: SettingsPatch;
  films: Films;
  /** Where clients reach the upstream's door. */
  baseUrl(): string;
}

export type Service = ReturnType<typeof createService>;

/** A move that is further off is looked for again by then. */
const lookMsMax = 60_000;

export function createService(options: ServiceOptions) {
  let settings: Settings = { ...documentedSettings, ...options.settings };
  const clock = createClock();
  const counters = createCounters();
  const faults = createFaultBook(options.seed, () => clock.nowMs());
  const files = createResultFiles(options.films, clock, {
    baseUrl: () => settings.publicUrl ?? options.baseUrl(),
    urlSeconds: () => settings.urlSeconds,
  });
  const teller: Teller = {
    told: (atMs) => clock.told(atMs),
    videoUrl: (task) => files.url(task, 'video.mp4'),
    lastFrameUrl: (task) => files.url(task, 'last-frame.jpg'),
  };
  const callbacks = createCallbacks({
    teller,
    counters,
    faultOf: (prompt) => faults.onCallback(prompt),
    tasks: () => book.all(),
  });
  const book = createTaskBook({
    seed: options.seed,
    clock,
    settings: () => settings,
    faultOf: (prompt) => faults.onTask(prompt),
    onChange: (task) => {
      callbacks.tell(task);
    },
    onLane: (name, running, open) => {
      counters.lane(name, running, open);
    },
  });

  // Callbacks are told when a task moves, so its moves wait for no caller.
  let timer: NodeJS.Timeout | undefined;
  function settle(): void {
    book.settle();
    clearTimeout(timer);
    const nextMs = book.nextMs();
    if (nextMs === null) return;
    timer = setTimeout(settle, Math.min(Math.max(1, nextMs - clock.nowMs()), lookMsMax));
  }

  return {
    ark: createArkDoor({
      clock,
      settings: () => settings,
      book,
      faults,
      counters,
      files,
      teller,
      onMove: settle,
    }),
    settings: () => settings,
    change(patch: SettingsPatch): Settings {
      settle();
      settings = { ...settings, ...patch };
      book.planAnew();
      settle();
      return settings;
    },
    moveClock({ advanceSeconds, skewSeconds }: ClockMove): void {
      if (advanceSeconds !== undefined) clock.advance(advanceSeconds * 1_000);
      if (skewSeconds !== undefined) clock.skewTo(skewSeconds * 1_000);
      settle();
    },
    setFault: (fault: Fault): number => faults.set(fault),
    clearFaults: (number: number | null): void => {
      faults.clear(number);
    },
    faults: (): SetFault[] => faults.told(),
    release(): number {
      const count = book.release();
      settle();
      return count;
    },
    ledger(): LedgerEntry[] {
      settle();
      return book.all().map(entryOf);
    },
    counters(): Counts {
      settle();
      return counters.told();
    },
  };
}

function entryOf(task: Task): LedgerEntry {
  const { order, made } = task;
  return {
    ordinal: task.ordinal,
    id: task.id,
    model: order.model,
    prompt: order.prompt,
    resolution: order.resolution,
    seconds: made.seconds,
    safetyIdentifier: order.safetyIdentifier,
    callbackUrl: order.callbackUrl,
    acceptedAtMs: task.acceptedAtMs,
    startedAtMs: task.startedAtMs,
    endedAtMs: task.endedAtMs,
    state: task.state,
    removed: task.removed,
    idTold: task.idTold,
    fault: task.fault?.does ?? null,
    billedTokens: task.state === 'succeeded' ? made.tokens : 0,
  };
}
