/**
 * What the owners of requests hold of something of which there is so much. An owner holds at most so many times what
 * is left free: however many hold all they can, one more finds room.
 */
export interface FairShares {
  /** False, and nothing taken, where there is no room for so much more. */
  take(owner: string, amount: number): boolean;
  give(owner: string, amount: number): void;
  heldBy(owner: string): number;
}

const shareOfFree = 3;

export function createFairShares(most: number): FairShares {
  let held = 0;
  const byOwner = new Map<string, number>();
  const heldBy = (owner: string): number => byOwner.get(owner) ?? 0;
  const hold = (owner: string, theirs: number, more: number): void => {
    held += more;
    if (theirs === 0) byOwner.delete(owner);
    else byOwner.set(owner, theirs);
  };
  return {
    take(owner, amount) {
      const theirs = heldBy(owner) + amount;
      if (theirs > shareOfFree * (most - held - amount)) return false;
      hold(owner, theirs, amount);
      return true;
    },
    give(owner, amount) {
      hold(owner, heldBy(owner) - amount, -amount);
    },
    heldBy,
  };
}
