/**
 * The creates of one line whose answers this process awaits. One that has waited for long holds no place of those
 * that may be sent, so that a call that hangs does not stand for the whole line; how many may hang while the line
 * accepts nothing at all is bounded, since each may have been made and has to be looked for.
 */
export interface Creates {
  /** One is sent; call what is returned once it is over. */
  begin(): () => void;
  /** The line has accepted one. */
  accepted(): void;
  underWay(): number;
  /** How many may be sent now, where `most` may be sent at once. */
  free(most: number): number;
}

/** Most are answered within a second or two, slow ones where the upstream fetches media first. */
const hangsAfterMs = 10_000;
/** Of those begun since the line accepted one. */
const unansweredMax = 64;

interface Create {
  atMs: number;
  /** By when it was begun: the acceptances before it. */
  after: number;
}

export function createCreates(nowMs: () => number = Date.now): Creates {
  const creates = new Set<Create>();
  let acceptances = 0;
  const count = (which: (create: Create) => boolean): number =>
    [...creates].filter((create) => which(create)).length;
  return {
    begin() {
      const create = { atMs: nowMs(), after: acceptances };
      creates.add(create);
      return () => {
        creates.delete(create);
      };
    },
    accepted() {
      acceptances++;
    },
    underWay: () => creates.size,
    free(most) {
      // That one is a trial of a line that was ill: what it comes to is waited for.
      if (most <= 1) return Math.max(0, most - creates.size);
      const now = nowMs();
      const fresh = count(({ atMs }) => now - atMs < hangsAfterMs);
      const unanswered = count(({ after }) => after === acceptances);
      return Math.max(0, Math.min(most - fresh, unansweredMax - unanswered));
    },
  };
}
