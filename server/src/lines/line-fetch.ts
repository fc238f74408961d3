import { createGuardedFetch, type GuardedFetch } from '../media/fetch.ts';
import { hostOf } from '../media/targets.ts';
import type { Line } from './line.ts';

export interface LineFetch extends Pick<GuardedFetch, 'call' | 'download'> {
  close(): Promise<void>;
}

/**
 * How a line is called. Its own host may be a private one where the operator allows it; whatever else its
 * answers name, and wherever they redirect to, is fetched like anything that a stranger names.
 */
export function lineFetch(
  line: Pick<Line, 'baseUrl' | 'allowPrivateHost'>,
  common: Pick<GuardedFetch, 'call' | 'download'>,
): LineFetch {
  if (!line.allowPrivateHost) {
    const { call, download } = common;
    return { call, download, close: () => Promise.resolve() };
  }
  const onlyHost = hostOf(new URL(line.baseUrl));
  const own = createGuardedFetch({ allowPrivateHosts: true, onlyHost });
  const fetchFor = (url: string): Pick<GuardedFetch, 'call' | 'download'> => {
    const target = URL.parse(url);
    return target !== null && hostOf(target) === onlyHost ? own : common;
  };
  return {
    call: (url, call) => fetchFor(url).call(url, call),
    download: (url, to, limits) => fetchFor(url).download(url, to, limits),
    close: () => own.close(),
  };
}
