import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { greatest } from '../generation/extremes.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import { mediaKinds } from '../generation/request.ts';
import type { MediaKind, Medium } from '../generation/request.ts';
import { createGate } from '../generation/gate.ts';
import type { Gate } from '../generation/gate.ts';
import { checkMedium, mediaLimits } from './limits.ts';
import type { KindLimits } from './limits.ts';
import { faults, measureFiles } from './probe.ts';
import type { MeasureFiles, Measurement } from './probe.ts';
import { bring, invalid } from './sources.ts';
import type { Ask, Brought, SourceDeps } from './sources.ts';

/** Takes in all media of one request: fetched or decoded, measured, checked, stored. */

export type TakenMedium = Omit<Medium, 'role'>;

export interface IntakeDeps extends SourceDeps {
  /** One for the whole process. */
  room: IntakeRoom;
  measure?: MeasureFiles;
}

export interface IntakeCall {
  /** Whose request it is: shares the room fairly, and has assets. */
  accountId: string;
  /** Of the model, where they are not the common ones. */
  limits?: Readonly<Record<MediaKind, KindLimits>>;
  /** For all media together: waiting for room, fetching, measuring. 20 000 unless told; large files have longer. */
  withinMs?: number;
  /** Rejects with its reason when it aborts. */
  signal?: AbortSignal;
}

/** What the requests of a process share. */
export interface IntakeRoom {
  downloads: Gate;
  probes: Gate;
}

export function createIntakeRoom(): IntakeRoom {
  return {
    downloads: createGate({
      places: 32,
      placesPerOwner: 12,
      weight: 4_294_967_296,
      weightPerOwner: 1_073_741_824,
    }),
    probes: createGate({
      places: Math.max(2, availableParallelism()),
      placesPerOwner: 2,
      weight: 1,
      weightPerOwner: 1,
    }),
  };
}

const intakeMs = 20_000;
const fetchShare = 0.8;
/** Of these, for measuring. Honest files take a tenth of it; others keep a processor busy no longer. */
const measureMs = 10_000;

/**
 * In the order of `asks`; the same URL twice is fetched once. Throws ProblemError: `media_unreachable`
 * or `media_invalid` with the field, `overloaded` where there was no room in time.
 */
export async function takeMedia(
  asks: readonly Ask[],
  deps: IntakeDeps,
  call: IntakeCall,
): Promise<TakenMedium[]> {
  if (asks.length === 0) return [];
  const limits = call.limits ?? mediaLimits;
  const failed = new AbortController();
  let trip = planTrip(call, failed.signal);
  const bySource = Map.groupBy(asks, sourceOf);
  const fetching = trip;
  const coming = [...bySource.values()].map((same) => bringFor(same, limits, deps, fetching));
  try {
    const files = await Promise.all(coming);
    // What was large has its time to be measured all the same.
    const leftMs = Math.max(trip.leftMs(), (call.withinMs ?? intakeMs) * (1 - fetchShare));
    trip = planTrip({ ...call, withinMs: leftMs }, failed.signal);
    const measurements = await measureInRoom(files, deps, trip);
    const sources = [...bySource.keys()];
    const media = asks.map((ask) => {
      const index = sources.indexOf(sourceOf(ask));
      return judge(ask, files[index], measurements[index], limits);
    });
    await keep(files, deps);
    return media;
  } catch (error) {
    // Downloads and probes have time limits of their own: only waiting for room ends like this.
    if (error === trip.time.reason && call.signal?.aborted !== true) {
      throw tooMany();
    }
    throw error;
  } finally {
    failed.abort();
    await clear(coming);
  }
}

/** What two asks for the same file have in common: the name of an upload says nothing. */
function sourceOf(ask: Ask): string {
  return ask.upload?.sha256 ?? ask.url;
}

interface Trip {
  accountId: string;
  leftMs(): number;
  /** Measuring needs time, too. */
  fetchLeftMs(): number;
  /** Aborts when the time is over. */
  time: AbortSignal;
  /** Aborts when the request is given up. */
  stop: AbortSignal;
  /** Either. */
  signal: AbortSignal;
}

function planTrip(call: IntakeCall, failed: AbortSignal): Trip {
  const withinMs = call.withinMs ?? intakeMs;
  const startMs = performance.now();
  const leftOf = (wholeMs: number): number =>
    Math.max(1, Math.ceil(startMs + wholeMs - performance.now()));
  const time = AbortSignal.timeout(withinMs);
  const stop = call.signal === undefined ? failed : AbortSignal.any([failed, call.signal]);
  return {
    accountId: call.accountId,
    leftMs: () => leftOf(withinMs),
    fetchLeftMs: () => leftOf(withinMs * fetchShare),
    time,
    stop,
    signal: AbortSignal.any([time, stop]),
  };
}

/** One file for all asks that name the same URL; a failure names the first of them. */
async function bringFor(
  same: readonly Ask[],
  limits: Readonly<Record<MediaKind, KindLimits>>,
  deps: IntakeDeps,
  trip: Trip,
): Promise<Brought> {
  const [first] = same;
  if (first === undefined) throw new Error('a group of asks is never empty');
  const kinds = same.flatMap((ask) => (ask.kind === null ? mediaKinds : [ask.kind]));
  const bytesMax = greatest(kinds.map((kind) => limits[kind].bytesMax));
  return bring(first, deps, { ...trip, downloads: deps.room.downloads, bytesMax });
}

async function measureInRoom(
  files: readonly Brought[],
  deps: IntakeDeps,
  trip: Trip,
): Promise<readonly Measurement[]> {
  const leave = await deps.room.probes.enter(trip.accountId, 0, trip.signal);
  try {
    const measure = deps.measure ?? measureFiles;
    const paths = files.map((file) => file.path);
    const timeoutMs = Math.min(trip.leftMs(), measureMs);
    const found = await measure(paths, { timeoutMs, signal: trip.stop });
    if (timeoutMs < measureMs && found.some(isTooSlow)) throw tooMany();
    return found;
  } finally {
    leave();
  }
}

/** Of a file that had less than its whole time, that says nothing against it. */
function isTooSlow(found: Measurement): boolean {
  return 'refusal' in found && found.refusal === faults.timeout;
}

function tooMany(): ProblemError {
  return refuse('overloaded', 'Too many media are being read right now; try again shortly.', {
    retryAfterSeconds: 5,
  });
}

function judge(
  ask: Ask,
  file: Brought | undefined,
  found: Measurement | undefined,
  limits: Readonly<Record<MediaKind, KindLimits>>,
): TakenMedium {
  if (file === undefined || found === undefined) throw new Error('a medium was not measured');
  if ('refusal' in found) throw invalid(ask.field, found.refusal);
  if (ask.kind !== null && ask.kind !== found.kind) {
    throw invalid(ask.field, `is ${nameOf(found.kind)}, where ${nameOf(ask.kind)} is expected`);
  }
  const fault = checkMedium(found, limits[found.kind]);
  if (fault !== null) throw invalid(ask.field, fault);
  const { kind, contentType, bytes, width, height, seconds } = found;
  return {
    kind,
    sha256: file.sha256,
    contentType,
    bytes,
    width,
    height,
    seconds,
    field: ask.field,
  };
}

function nameOf(kind: MediaKind): string {
  return { image: 'an image', video: 'a video', audio: 'an audio file' }[kind];
}

async function keep(files: readonly Brought[], deps: IntakeDeps): Promise<void> {
  const temporary = files.filter((file) => file.temporary);
  await Promise.all(
    temporary.map((file) => deps.store.putFile(file.path, { sha256: file.sha256 })),
  );
}

/** What was kept has left its temporary path by now. */
async function clear(coming: readonly Promise<Brought>[]): Promise<void> {
  for (const one of await Promise.allSettled(coming)) {
    if (one.status === 'fulfilled' && one.value.temporary) {
      await rm(one.value.path, { force: true });
    }
  }
}
