import type { Dialect } from '../dialects/mechanism.ts';
import type { CancelParts } from '../tasks/cancel.ts';
import type { LineRegistry } from './book/registry.ts';
import { canStop } from './http/http-cancel.ts';
import { lookQueueOf, studioName } from '../work/queues.ts';

/** What a cancel can come to of a task that was given to a line. */
export function createCancelTerms(parts: {
  book: Pick<LineRegistry, 'lines'>;
  dialects: ReadonlyMap<string, Dialect>;
}): CancelParts['cancelTerms'] {
  return ({ line: lineId, dialect, upstreamId }) => {
    const lookQueue = lookQueueOf(lineId, upstreamId);
    // It stops whatever is not over.
    if (lineId === studioName) return { stops: 'all', otherwise: 'refuse', lookQueue };
    const line = parts.book.lines().find((open) => open.line.id === lineId)?.line;
    const spoken = line && parts.dialects.get(line.dialect);
    const promised = parts.dialects.get(dialect)?.cancelsRunning === true ? 'absorb' : 'refuse';
    return {
      stops: spoken && canStop(spoken) ? 'accepted' : 'none',
      otherwise: line?.cancel ?? promised,
      lookQueue,
    };
  };
}
