import { join } from 'node:path';
import { pino } from 'pino';
import { addLine } from '../../src/lines/book/store.ts';
import { createHttpLine } from '../../src/lines/http/http-line.ts';
import { acceptedBefore } from '../../src/lines/http/witnesses.ts';
import { linePatience, type LineParts } from '../../src/making/parts.ts';
import { lineParts } from '../../src/making/testing/line-parts.ts';
import { createTroubles } from '../../src/making/troubles.ts';
import type { GuardedFetch } from '../../src/media/fetch.ts';
import { openDiskStore } from '../../src/media/store/store.ts';
import { isUpstreamIdTaken } from '../../src/tasks/attempts.ts';
import { dialectNamed, type TaskFixture } from '../../src/tasks/testing/fixture.ts';

export interface DayTerms {
  dialect: string;
  baseUrl: string;
  /** What the upstream calls the one family that the line serves. */
  model: string;
  secret: string;
  /** How the upstream is called. */
  calls: Pick<GuardedFetch, 'call'>;
  /** How its files are fetched. */
  files: LineParts['fetch'];
  /** For the store of results. */
  folder: string;
}

/** A line whose days a test lets pass: every call may be made at once, and its troubles are told of. */
export async function openDayLine(fixture: TaskFixture, terms: DayTerms) {
  const { database } = fixture;
  const { baseUrl, secret, calls, files } = terms;
  const dialect = dialectNamed(terms.dialect);
  const log = pino({ level: 'silent' });
  const line = await addLine(database, Buffer.alloc(32), {
    name: 'upstream',
    dialect: dialect.name,
    baseUrl,
    secret,
    models: [{ family: 'seedance-2.0', upstreamName: terms.model, tasksMax: null, cost: null }],
    priority: 0,
    weight: 1,
    callRates: { create: 100, get: 100, list: 100, cancel: 100 },
    callbacks: false,
    allowPrivateHost: true,
  });
  const troubles = createTroubles(database, line, log);
  const driver = createHttpLine({
    line,
    dialect,
    secret,
    fetch: calls,
    mayCall: () => Promise.resolve(true),
    takeNow: (_kind, wanted) => Promise.resolve({ taken: wanted, waitSeconds: 0, apartSeconds: 0 }),
    isTaken: (upstreamId) => isUpstreamIdTaken(database, line.id, upstreamId),
    acceptedBefore: (atMs) => acceptedBefore(database, line.id, atMs),
    mediaUrl: () => '',
    callbackUrl: () => null,
    trouble: troubles.note,
    log,
  });
  const parts: LineParts = {
    ...lineParts(fixture, driver, await openDiskStore(join(terms.folder, 'media'))),
    fetch: files,
    patience: linePatience,
    trouble: troubles.note,
  };
  return { line, dialect, driver, parts, troubles };
}
