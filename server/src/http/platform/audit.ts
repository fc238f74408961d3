import { z } from 'zod';
import { readAudit, type AuditRecord } from '../../audit/read.ts';
import { isoTime } from '../../dialects/values.ts';
import type { Database } from '../../postgres/database.ts';
import { jsonRoute, pageOf, wholeNumber, type PlatformRoute } from './route.ts';

/** What was changed in an account, by whom, from where. */

const facts = z.record(z.string(), z.unknown()).nullable();
const example = {
  id: '4711',
  actor: { kind: 'person', id: '019362f2-7a1e-7c3d-9b5e-2f6a8c4d1e07', name: 'ada@example.com' },
  address: '192.0.2.7',
  action: 'member.changed',
  object: { kind: 'person', id: '019362f3-1b2c-7d4e-8f60-9a1b2c3d4e5f', name: 'bob@example.com' },
  before: { role: 'viewer' },
  after: { role: 'developer' },
  at: '2026-11-21T08:00:00.000Z',
};
const recordSchema = z
  .object({
    id: z.string(),
    actor: z.object({
      kind: z
        .enum(['person', 'key', 'command'])
        .describe('`command`: an operator, on the machine of the server.'),
      id: z.string().nullable(),
      name: z.string(),
    }),
    address: z.string().nullable(),
    action: z.string().describe('Such as `member.changed`.'),
    object: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    before: facts.describe('Of what changed; null: it was not there.'),
    after: facts.describe('Likewise; null: it is not there any more.'),
    at: z.iso.datetime(),
  })
  .describe('One change.')
  .meta({ id: 'Change', examples: [example] });

const factsTold = facts.catch(null);

function recordJson({ id, atMs, before, after, ...rest }: AuditRecord) {
  const { actor, address, action, object } = rest;
  return {
    id: String(id),
    actor,
    address,
    action,
    object,
    before: factsTold.parse(before),
    after: factsTold.parse(after),
    at: isoTime(atMs),
  };
}

const usualLimit = 20;

export function auditRoutes(parts: { database: Database }): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/audit',
      summary: 'List what was changed in the account, the newest first',
      needs: 'audit:read',
      asks: {
        query: z.strictObject({
          limit: wholeNumber(1, 100).optional(),
          cursor: z
            .string()
            .regex(/^\d{1,18}$/, { error: 'is no cursor of this list' })
            .optional(),
        }),
      },
      answers: { status: 200, schema: pageOf(recordSchema) },
      refuses: [],
      async act({ accountId }, { query: { limit = usualLimit, cursor } }) {
        const before = cursor === undefined ? undefined : BigInt(cursor);
        const found = await readAudit(parts.database, { accountId, limit: limit + 1, before });
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1) : undefined;
        return { data: shown.map(recordJson), nextCursor: last ? String(last.id) : null };
      },
    }),
  ];
}
