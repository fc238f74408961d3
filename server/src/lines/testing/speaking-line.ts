import { pino } from 'pino';
import type { Dialect } from '../../dialects/mechanism.ts';
import { dialectNamed } from '../../tasks/testing/fixture.ts';
import type { Call } from '../../media/fetch.ts';
import { createHttpLine } from '../http/http-line.ts';
import type { HttpLineParts } from '../http/parts.ts';
import type { Line } from '../book/line.ts';
import type { TroubleKind } from '../../making/troubles.ts';

interface UpstreamAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** An upstream whose answers the test writes, and what it was asked. */
export interface Upstream {
  answer(this: void, url: URL, call: Call): UpstreamAnswer;
  asked: { method: string; url: URL }[];
  taken: [kind: 'get' | 'list', wanted: number][];
  troubles: TroubleKind[];
}

export function scriptedUpstream(): Upstream {
  return { answer: () => ({ status: 200, body: {} }), asked: [], taken: [], troubles: [] };
}

/** A line of Ark that takes creates: all else of a line plays no part in one. */
export const creatingLine = {
  id: 'line_1',
  name: 'one',
  dialect: 'ark',
  baseUrl: 'https://up.example',
  models: [{ family: 'seedance-2.0', upstreamName: 'doubao-seedance-2-0-260128' }],
} as unknown as Line;

/** A line that speaks to it, through the client that lines use. */
export function lineThatSpeaks(
  dialect: string | Dialect,
  upstream: Upstream,
  over: Partial<HttpLineParts> = {},
) {
  return createHttpLine({
    // All else of a line plays no part in looks.
    line: { id: 'line_1', baseUrl: 'https://up.example', callbacks: false } as Line,
    dialect: typeof dialect === 'string' ? dialectNamed(dialect) : dialect,
    secret: 'secret',
    fetch: {
      call(text: string, call: Call) {
        const url = new URL(text);
        upstream.asked.push({ method: call.method, url });
        const { status, body, headers = {} } = upstream.answer(url, call);
        return Promise.resolve({ status, headers, answer: JSON.stringify(body), tookMs: 1 });
      },
    },
    mayCall: () => Promise.resolve(true),
    takeNow(kind, wanted) {
      upstream.taken.push([kind, wanted]);
      return Promise.resolve({ taken: wanted, waitSeconds: 0, apartSeconds: 0 });
    },
    isTaken: () => Promise.resolve(false),
    acceptedBefore: () => Promise.resolve([]),
    mediaUrl: () => '',
    callbackUrl: () => null,
    trouble: (kind) => {
      upstream.troubles.push(kind);
    },
    log: pino({ level: 'silent' }),
    ...over,
  });
}
