/** A task as it is accepted: what it will be, and how long it will take, is drawn at once. */
import { pixelsOf } from '../../src/generation/pixels.ts';
import type { FixedRatio } from '../../src/generation/request.ts';
import { tokensOf } from '../../src/generation/tokens.ts';
import { randomFrom, type Random } from '../../src/studio/random.ts';
import type { TaskFault } from './faults.ts';
import type { Order } from './order.ts';

export const taskStates = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;
export type TaskState = (typeof taskStates)[number];

export interface Task {
  /** From 1, in the order of acceptance. */
  readonly ordinal: number;
  readonly id: string;
  readonly order: Order;
  readonly made: Made;
  readonly acceptedAtMs: number;
  /** How long it runs, without the scale. */
  readonly runMs: number;
  /** Null also once a stuck one is released. */
  fault: TaskFault | null;
  state: TaskState;
  updatedAtMs: number;
  startedAtMs: number | null;
  endedAtMs: number | null;
  /** Deleted: nobody can read it any more. */
  removed: boolean;
  /** Whether an answer with its id was sent in full. */
  idTold: boolean;
  downloads: number;
}

interface Made {
  seconds: number;
  ratio: FixedRatio;
  seed: number;
  /** By the published formula. */
  tokens: number;
}

/** Media are not fetched, so every reference video counts as so long. */
const inputVideoSeconds = 5;

/** Tasks of one seed and ordinal are alike, whenever they are accepted. */
export function newTask(
  order: Order,
  drawn: {
    seed: number;
    ordinal: number;
    fault: TaskFault | null;
    nowMs: number;
    isTaken(id: string): boolean;
  },
): Task {
  const random = randomFrom(drawn.seed, 'task', drawn.ordinal);
  const made = madeOf(order, random);
  // Of many thousands in one second two would be alike.
  let id = idOf(drawn.nowMs, random);
  while (drawn.isTaken(id)) id = idOf(drawn.nowMs, random);
  return {
    ordinal: drawn.ordinal,
    id,
    order,
    made,
    acceptedAtMs: drawn.nowMs,
    runMs: runMs(made.tokens, random),
    fault: drawn.fault,
    state: 'queued',
    updatedAtMs: drawn.nowMs,
    startedAtMs: null,
    endedAtMs: null,
    removed: false,
    idTold: false,
    downloads: 0,
  };
}

function madeOf(order: Order, random: Random): Made {
  const [first = 5, ...rest] = order.secondsOffered;
  const pick = random.pick([first, ...rest]);
  const seconds = order.seconds === -1 ? pick : order.seconds;
  // A choice that is documented nowhere; media, which it would follow, are not looked at.
  const ratio = order.ratio === 'adaptive' ? '16:9' : order.ratio;
  const seed = order.seed === -1 ? Math.floor(random.between(0, 100_000)) : order.seed;
  const pixels = pixelsOf(order.family, order.resolution, ratio);
  const input = {
    hasVideo: order.inputVideos > 0,
    seconds: order.inputVideos * inputVideoSeconds,
  };
  return { seconds, ratio, seed, tokens: tokensOf({ ...pixels, seconds }, input) };
}

/**
 * Log-normal around a line through what was seen: 4 s of 480p took 1 to 4 minutes, 5 s of 720p 90 to
 * 320 s, 30 s of 720p 330 to 1080 s, where the ends are taken for two deviations.
 */
function runMs(tokens: number, random: Random): number {
  const medianSeconds = 84 + (0.79 * tokens) / 1_000;
  // Box and Muller's way to a normal deviate; 1 - x keeps zero away from the logarithm.
  const deviate =
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return 1_000 * medianSeconds * Math.exp(0.32 * deviate);
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Such as `cgt-20260606160057-6bbjd`. */
function idOf(nowMs: number, random: Random): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/\D/gu, '').slice(0, 14);
  const end = Array.from({ length: 5 }, () => letters[Math.floor(random.next() * letters.length)]);
  return `cgt-${stamp}-${end.join('')}`;
}

/** Tasks of one lane share slots and a rate. */
export function laneOf({ model, resolution }: Pick<Order, 'model' | 'resolution'>): string {
  return resolution === '4k' ? `${model}@4k` : model;
}

export function isOver({ state }: Task): boolean {
  return state !== 'queued' && state !== 'running';
}

/** What `usage` says; null: nothing. Only what succeeded is billed. */
export function toldTokens({ state, made, fault }: Task): number | null {
  if (state !== 'succeeded') return null;
  if (fault?.does !== 'misbill') return made.tokens;
  return fault.factor === 0 ? null : Math.round(made.tokens * fault.factor);
}
