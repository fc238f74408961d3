/** The simulator's time: it can be moved on, and what is told of it can be off. */
export interface SimulatorClock {
  /** What tasks and URLs live by. */
  nowMs(): number;
  /** What rates are counted by: the world's time, which nobody moves. */
  wallMs(): number;
  /** A moment as the simulator tells it. */
  told(atMs: number): number;
  advance(ms: number): void;
  skewTo(ms: number): void;
}

export function createClock(wallMs: () => number = Date.now): SimulatorClock {
  let aheadMs = 0;
  let skewMs = 0;
  return {
    nowMs: () => wallMs() + aheadMs,
    wallMs,
    told: (atMs) => atMs + skewMs,
    advance(ms) {
      aheadMs += ms;
    },
    skewTo(ms) {
      skewMs = ms;
    },
  };
}
