import { refuse } from '../generation/problems.ts';
import { createGate } from '../media/gate.ts';

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
  of(owner: string): BodyRoom;
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

/** An owner holds at most so many times what is left free: however many hold all they can, one more finds room. */
const shareOfFree = 3;

export function createBodyRooms(limits: BodyRoomLimits): BodyRooms {
  const { smallBytesMax, largeBytesMax, waitMs, arriveMs } = limits;
  const large = createGate({
    places: Infinity,
    placesPerOwner: largePerOwner,
    weight: largeBytesMax,
    weightPerOwner: largeBytesMax * largeShare,
  });
  const heldBy = new Map<string, number>();
  let held = 0;

  function add(owner: string, bytes: number): void {
    const theirs = (heldBy.get(owner) ?? 0) + bytes;
    held += bytes;
    if (theirs === 0) heldBy.delete(owner);
    else heldBy.set(owner, theirs);
  }

  return {
    of: (owner) => ({
      arriveMs,
      take(bytes) {
        const theirs = (heldBy.get(owner) ?? 0) + bytes;
        if (theirs > shareOfFree * (smallBytesMax - held - bytes)) return false;
        add(owner, bytes);
        return true;
      },
      give(bytes) {
        add(owner, -bytes);
      },
      async enter(bytes) {
        const now = large.enterNow(owner, bytes);
        if (now) return now;
        const time = AbortSignal.timeout(waitMs);
        return large.enter(owner, bytes, time).catch((): never => {
          throw noRoom(largeRetryAfterSeconds);
        });
      },
    }),
  };
}

/** The next small one may find room at once. */
export function noRoom(retryAfterSeconds = 1): Error {
  return refuse('overloaded', 'Too many large requests at once: send this one again shortly.', {
    retryAfterSeconds,
  });
}
