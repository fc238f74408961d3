import { createGuardedFetch, type DownloadLimits, type GuardedFetch } from '../../media/fetch.ts';
import { hostOf } from '../../media/targets.ts';
import type { Line } from '../book/line.ts';
import { leaseSeconds } from '../../making/parts.ts';

export interface LineFetch extends Pick<GuardedFetch, 'call' | 'download'> {
  /** Cuts what is under way. */
  close(): Promise<void>;
  /**
   * Ends by itself once nothing has been under way for a while: the line leads elsewhere, or has another key,
   * and whoever still works with this one comes to an end with it. Resolves when it has ended.
   */
  retire(): Promise<void>;
}

export interface RetireTimes {
  /** Nothing is under way for so long. */
  quietMs: number;
  mostMs: number;
}

/** Who has held it for a lease without a call has lost its claims; the longest transfers take less than the most. */
const usualTimes: RetireTimes = { quietMs: leaseSeconds * 1_000, mostMs: 900_000 };

/**
 * How a line is called. Its own host may be a private one where the operator allows it; whatever else its
 * answers name, and wherever they redirect to, is fetched like anything that a stranger names. Files at the
 * line's own origin are fetched with `key`, the headers of its key, since some upstreams hand their results
 * out themselves; no other origin ever sees it.
 */
export function lineFetch(
  line: Pick<Line, 'baseUrl' | 'allowPrivateHost'>,
  common: Pick<GuardedFetch, 'call' | 'download'>,
  key: Readonly<Record<string, string>>,
  times: RetireTimes = usualTimes,
): LineFetch {
  const { origin } = new URL(line.baseUrl);
  const withKey = (url: string, limits: DownloadLimits): DownloadLimits =>
    URL.parse(url)?.origin === origin
      ? { ...limits, headers: { ...key, ...limits.headers } }
      : limits;
  if (!line.allowPrivateHost) {
    return {
      call: common.call,
      download: (url, to, limits) => common.download(url, to, withKey(url, limits)),
      close: () => Promise.resolve(),
      retire: () => Promise.resolve(),
    };
  }
  const onlyHost = hostOf(new URL(line.baseUrl));
  const own = createGuardedFetch({ allowPrivateHosts: true, onlyHost });
  const calls = countCalls();
  const fetchFor = (url: string): Pick<GuardedFetch, 'call' | 'download'> => {
    const target = URL.parse(url);
    return target !== null && hostOf(target) === onlyHost ? own : common;
  };
  return {
    call: (url, call) => calls.count(fetchFor(url).call(url, call)),
    download: (url, to, limits) =>
      calls.count(fetchFor(url).download(url, to, withKey(url, limits))),
    close() {
      calls.end();
      return own.close();
    },
    async retire() {
      await calls.quiet(times);
      await own.close();
    },
  };
}

/** Knows when nothing has been under way for a while. */
function countCalls() {
  let underWay = 0;
  let ended = (): void => undefined;
  let changed = (): void => undefined;
  return {
    async count<Answer>(call: Promise<Answer>): Promise<Answer> {
      underWay++;
      changed();
      try {
        return await call;
      } finally {
        underWay--;
        changed();
      }
    },
    /** Resolves after a quiet while, at the latest when the time is over, or at once where `end` is called. */
    quiet({ quietMs: pauseMs, mostMs }: RetireTimes): Promise<void> {
      return new Promise((resolve) => {
        let pause: NodeJS.Timeout | undefined;
        ended = (): void => {
          clearTimeout(pause);
          clearTimeout(latest);
          changed = (): void => undefined;
          resolve();
        };
        const latest = setTimeout(ended, mostMs).unref();
        changed = (): void => {
          clearTimeout(pause);
          if (underWay === 0) pause = setTimeout(ended, pauseMs).unref();
        };
        changed();
      });
    },
    end() {
      ended();
    },
  };
}
