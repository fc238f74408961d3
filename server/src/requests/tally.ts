import type { Counted, CountedRequests } from './write.ts';

/** Requests that are counted and not written one by one: by caller, route and minute. */
export interface Tally {
  /** False where there is no room for one more caller or route. */
  add(what: 'reads' | 'unlisted', of: Counted): boolean;
  /** The next so many, of which no more will be added to. */
  due(most: number): CountedRequests[];
  /** As many of the first that are due have been dealt with. */
  drop(count: number): void;
  isEmpty(): boolean;
}

const minuteMs = 60_000;

export function createTally(most: number, nowMs: () => number): Tally {
  /** By key, or by account where a person asks; then by route. */
  let current = new Map<string, Map<string, CountedRequests>>();
  let minute = 0;
  let due: CountedRequests[] = [];
  let held = 0;

  function putAside(): void {
    for (const byRoute of current.values()) {
      for (const counted of byRoute.values()) due.push(counted);
    }
    current = new Map();
  }

  function counterOf({ accountId, keyId, route }: Counted): CountedRequests | null {
    const now = Math.floor(nowMs() / minuteMs);
    if (now !== minute) {
      putAside();
      minute = now;
    }
    const who = keyId ?? accountId;
    let byRoute = current.get(who);
    const known = byRoute?.get(route);
    if (known) return known;
    if (held >= most) return null;
    held += 1;
    if (!byRoute) current.set(who, (byRoute = new Map()));
    const counted = { minuteAtMs: now * minuteMs, accountId, keyId, route, reads: 0, unlisted: 0 };
    byRoute.set(route, counted);
    return counted;
  }

  return {
    add(what, of) {
      const counted = counterOf(of);
      if (!counted) return false;
      counted[what] += 1;
      return true;
    },
    due(count) {
      putAside();
      return due.slice(0, count);
    },
    drop(count) {
      due = due.slice(count);
      held -= count;
    },
    isEmpty: () => held === 0,
  };
}
