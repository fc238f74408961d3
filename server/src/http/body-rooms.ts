import { refuse } from '../generation/problems.ts';
import { createGate, type Gate } from '../generation/gate.ts';
import { createFairShares, type FairShares } from './fair-shares.ts';

/** Larger ones hold media inline: they wait for room before they are read, and are parsed beside the event loop. */
export const largeBytes = 1024 * 1024;

/** What an account's bodies may take of this process's memory. */
export interface BodyRoom {
  /** Of small ones as they arrive. False, and nothing taken, where there is no room for so many more. */
  take(bytes: number): boolean;
  give(bytes: number): void;
  /** Resolves once a large body may be read, with what makes room again. Throws overloaded. */
  enter(bytes: number): Promise<() => void>;
  /** A body must have arrived in this time from when it is read, and a large one must make progress. */
  readonly arriveMs: number;
}

export interface BodyRooms {
  /** `ahead` is awaited before a large body of this call waits for room. */
  of(owner: string, ahead?: () => Promise<void>): BodyRoom;
}

export interface BodyRoomLimits {
  /** Of all small ones together. */
  smallBytesMax: number;
  /** Of all large ones together. */
  largeBytesMax: number;
  /** How long a large one waits. */
  waitMs: number;
  arriveMs: number;
}

const largeRetryAfterSeconds = 5;
const largePerOwner = 2;
/** Who holds so much leaves the rest to others. */
const largeShare = 2 / 3;

export function createBodyRooms(limits: BodyRoomLimits): BodyRooms {
  const shared: Shared = {
    ...limits,
    large: createGate({
      places: Infinity,
      placesPerOwner: largePerOwner,
      weight: limits.largeBytesMax,
      weightPerOwner: limits.largeBytesMax * largeShare,
    }),
    small: createFairShares(limits.smallBytesMax),
  };
  return { of: (owner, ahead) => new OwnersRoom(shared, owner, ahead) };
}

interface Shared extends BodyRoomLimits {
  large: Gate;
  /** Bytes of small bodies. */
  small: FairShares;
}

/** A class, as every submit makes one. */
class OwnersRoom implements BodyRoom {
  readonly arriveMs: number;
  readonly #shared: Shared;
  readonly #owner: string;
  readonly #ahead: (() => Promise<void>) | undefined;

  constructor(shared: Shared, owner: string, ahead: (() => Promise<void>) | undefined) {
    this.arriveMs = shared.arriveMs;
    this.#shared = shared;
    this.#owner = owner;
    this.#ahead = ahead;
  }

  take(bytes: number): boolean {
    return this.#shared.small.take(this.#owner, bytes);
  }

  give(bytes: number): void {
    this.#shared.small.give(this.#owner, bytes);
  }

  async enter(bytes: number): Promise<() => void> {
    await this.#ahead?.();
    const { large, waitMs } = this.#shared;
    const now = large.enterNow(this.#owner, bytes);
    if (now) return now;
    return large.enter(this.#owner, bytes, AbortSignal.timeout(waitMs)).catch((): never => {
      throw noRoom(largeRetryAfterSeconds);
    });
  }
}

/** The next small one may find room at once. */
export function noRoom(retryAfterSeconds = 1): Error {
  return refuse('overloaded', 'Too many large requests at once: send this one again shortly.', {
    retryAfterSeconds,
  });
}
