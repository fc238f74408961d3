import { z } from 'zod';
import { isoTime } from '../../../dialects/values.ts';
import { refuse } from '../../../generation/problems.ts';
import type { PeopleParts } from '../../../people/parts.ts';
import { endOwnSessions, listSessions } from '../../../people/sessions.ts';
import { idPath, pageOf, personRoute, type PlatformRoute } from '../route.ts';

/** Where a person has signed in. */

const time = z.iso.datetime();
const ownSession = z
  .object({
    id: z.string(),
    isCurrent: z.boolean().describe('It is the one that asks.'),
    address: z.string().describe('Where it began.'),
    userAgent: z.string(),
    createdAt: time,
    seenAt: time.describe('To the minute.'),
    expiresAt: time,
  })
  .describe('A browser in which the person has signed in.');

export function ownSessionRoutes(parts: Pick<PeopleParts, 'database'>): PlatformRoute[] {
  return [
    personRoute({
      method: 'GET',
      path: '/sessions',
      summary: 'List the own sessions, the newest first',
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: pageOf(ownSession) },
      refuses: ['forbidden'],
      act: async ({ person }) => ({
        data: (await listSessions(parts.database, person.id)).map((one) => ({
          id: one.id,
          isCurrent: one.id === person.sessionId,
          address: one.address,
          userAgent: one.userAgent,
          createdAt: isoTime(one.createdAtMs),
          seenAt: isoTime(one.seenAtMs),
          expiresAt: isoTime(one.expiresAtMs),
        })),
        nextCursor: null,
      }),
    }),
    personRoute({
      method: 'DELETE',
      path: '/sessions/{id}',
      summary: 'End one of the own sessions',
      name: 'endSession',
      asks: { path: idPath },
      answers: { status: 204 },
      refuses: ['forbidden', 'session_not_found'],
      async act({ person }, { path: { id } }, { address }) {
        const ended = await endOwnSessions(parts.database, person, { id }, address);
        if (ended === 0) throw refuse('session_not_found', 'There is no such session.');
      },
    }),
    personRoute({
      method: 'POST',
      path: '/sessions/end-others',
      summary: 'End all own sessions but the one that asks',
      name: 'endOtherSessions',
      asks: {},
      answers: { status: 200, schema: z.object({ ended: z.int().min(0) }) },
      refuses: ['forbidden'],
      act: async ({ person }, _call, { address }) => ({
        ended: await endOwnSessions(parts.database, person, { allBut: person.sessionId }, address),
      }),
    }),
  ];
}
