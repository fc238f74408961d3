import { createGuardedFetch, type DownloadLimits, type GuardedFetch } from '../media/fetch.ts';
import { hostOf } from '../media/targets.ts';
import type { Line } from './line.ts';

export interface LineFetch extends Pick<GuardedFetch, 'call' | 'download'> {
  close(): Promise<void>;
}

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
    };
  }
  const onlyHost = hostOf(new URL(line.baseUrl));
  const own = createGuardedFetch({ allowPrivateHosts: true, onlyHost });
  const fetchFor = (url: string): Pick<GuardedFetch, 'call' | 'download'> => {
    const target = URL.parse(url);
    return target !== null && hostOf(target) === onlyHost ? own : common;
  };
  return {
    call: (url, call) => fetchFor(url).call(url, call),
    download: (url, to, limits) => fetchFor(url).download(url, to, withKey(url, limits)),
    close: () => own.close(),
  };
}
