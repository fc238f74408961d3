/** How many calls may come in a time. */
import type { SimulatorClock } from './clock.ts';
import type { Counters } from './counters.ts';
import { ArkRefusal } from './refusals.ts';
import type { Call } from './routes.ts';
import type { Settings } from './settings.ts';
import { laneOf } from './task.ts';

interface Rate {
  /** Counts a call in where it may pass; without a bound none is counted. */
  takes(atMs: number, most: number | null): boolean;
}

/**
 * Calls that were sent in the right distance can arrive a little closer: so much of a window is not held
 * against them.
 */
const travelMs = 50;

/** Over a window that slides; only calls that passed count. */
function createRate(windowMs: number): Rate {
  const passed: number[] = [];
  return {
    takes(atMs, most) {
      if (most === null) return true;
      while (passed[0] !== undefined && passed[0] <= atMs - windowMs + travelMs) passed.shift();
      if (passed.length >= most) return false;
      passed.push(atMs);
      return true;
    },
  };
}

export interface RateCheckParts {
  clock: Pick<SimulatorClock, 'wallMs'>;
  settings(): Settings;
  counters: Pick<Counters, 'violated'>;
}

/** Throws ArkRefusal for a call that comes too soon. */
export function createRateCheck({
  clock,
  settings,
  counters,
}: RateCheckParts): (call: Call) => void {
  const perSecond = { get: createRate(1_000), list: createRate(1_000), delete: createRate(1_000) };
  const creates = new Map<string, Rate>();

  function passes(call: Call): boolean {
    const bounds = settings();
    switch (call.kind) {
      case 'download':
        return true;
      case 'create': {
        const lane = laneOf(call.order);
        const rate = creates.get(lane) ?? createRate(60_000);
        creates.set(lane, rate);
        const { createPerMinute, createPerMinute4k } = bounds;
        const most = call.order.resolution === '4k' ? createPerMinute4k : createPerMinute;
        return rate.takes(clock.wallMs(), most);
      }
      case 'get':
        return perSecond.get.takes(clock.wallMs(), bounds.getPerSecond);
      case 'list':
        return perSecond.list.takes(clock.wallMs(), bounds.listPerSecond);
      case 'delete':
        return perSecond.delete.takes(clock.wallMs(), bounds.deletePerSecond);
    }
  }

  return (call) => {
    if (passes(call)) return;
    counters.violated(call.kind);
    const isCreate = call.kind === 'create';
    throw new ArkRefusal(
      429,
      isCreate ? 'ModelAccountRpmRateLimitExceeded' : 'AccountRateLimitExceeded',
      'The requests exceed the rate limit of the account. Please try again later.',
    );
  };
}
