import { actorOf } from '../actors.ts';
import { createRoute } from './creates.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { keyEndsMs } from '../../accounts/key-check.ts';
import {
  addKey,
  changeKey,
  endKey,
  findKey,
  formerSecretsMax,
  keysMax,
  listKeyRecords,
  rollKey,
  type KeyRecord,
} from '../../accounts/key-records.ts';
import { readKeyUses, type SeenUse } from '../../accounts/key-uses.ts';
import { readLimits } from '../../accounts/limits/limits.ts';
import { readRate } from '../../accounts/limits/rates.ts';
import { keyScopes, type Scope } from '../../accounts/scopes.ts';
import { isoTime } from '../../dialects/values.ts';
import { refuse } from '../../generation/problems.ts';
import type { Database } from '../../postgres/database.ts';
import { cancelQueuedOfKey, readOpenOfKey, type TaskMaker } from '../../tasks/of-key.ts';
import type { Settler } from '../../tasks/settle.ts';
import type { Principal } from '../door.ts';
import { keyTerms, termsOf } from './key-terms.ts';
import { budgetJson, creditsOrNull, limitSchema, limitsJson, rateJson } from './limits.ts';
import { idPath, jsonRoute, pageOf, wholeNumber, type PlatformRoute } from './route.ts';

/** The keys of an account. What a key may is for people to say: no key holds the scopes for it. */

export interface KeyRouteParts {
  database: Database;
  settler: Settler;
  /** Of new keys. */
  keyPrefix: string;
}

const time = z.iso.datetime();
const nameWanted = z.string().max(200).describe('What it is for; several may have the same.');
const secret = z.string().describe('The key itself. Shown this once: keep it.');

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    mode: z.enum(['live', 'test']),
    prefix: z.string().describe('With which it begins, to tell keys apart.'),
    lastFour: z.string().describe('With which it ends.'),
    state: z.enum(['active', 'disabled', 'expired', 'revoked']),
    scopes: z.array(z.enum(keyScopes)).nullable().describe('Null: all that keys may have.'),
    models: z.array(z.string()).nullable().describe('Null: all of them.'),
    addresses: z.array(z.string()).nullable().describe('Null: from anywhere.'),
    expiresAt: time.nullable(),
    createsPerMinute: z.int().nullable(),
    tasksAtOnce: z.int().nullable(),
    budget: keyTerms.shape.budget.unwrap(),
    heldCreditsMost: z.number().nullable(),
    limits: z.array(limitSchema).describe('What of its limits is used now.'),
    formerSecrets: z
      .array(z.object({ lastFour: z.string(), until: time }))
      .describe('Of before it was rolled, and still good.'),
    createdAt: time,
    lastUsedAt: time.nullable().describe('To the minute; null: never.'),
  })
  .describe('An API key, without what it could be used with.')
  .meta({ id: 'Key' });

const withUses = keySchema.extend({
  uses: z
    .array(z.object({ lastFour: z.string(), address: z.string(), lastAt: time }))
    .describe('From where its secrets were used in the last day, the newest first.'),
});

const openSchema = z.object({
  queued: z.int().describe('Tasks of the key that wait.'),
  running: z.int().describe('Tasks of the key that are being made.'),
});

const withSecret = keySchema.extend({ key: secret });
const withSecretOnce = keySchema.extend({
  key: secret
    .nullable()
    .describe('Null where the same create is answered again: it is shown once.'),
});

function keyJson(record: KeyRecord): z.infer<typeof keySchema> {
  const { id, name, mode, prefix, lastFour, createsPerMinute, limits } = record;
  return {
    id,
    name,
    mode,
    prefix,
    lastFour,
    state: stateOf(record),
    scopes: record.scopes && [...record.scopes],
    models: record.models && [...record.models],
    addresses: record.addresses && [...record.addresses],
    expiresAt: timeOrNull(record.expiresAt),
    createsPerMinute,
    tasksAtOnce: limits?.tasksAtOnce ?? null,
    budget: budgetJson(limits?.budget ?? null),
    heldCreditsMost: creditsOrNull(limits?.heldMostMicros ?? null),
    limits: limitsJson('key', limits),
    formerSecrets: record.formerSecrets.map(({ lastFour: end, until }) => ({
      lastFour: end,
      until: isoTime(until.getTime()),
    })),
    createdAt: isoTime(record.createdAt.getTime()),
    lastUsedAt: timeOrNull(record.lastUsedAt),
  };
}

function useJson({ lastFour, address, lastAt }: SeenUse) {
  return { lastFour, address, lastAt: isoTime(lastAt.getTime()) };
}

function stateOf(record: KeyRecord): z.infer<typeof keySchema>['state'] {
  if (record.revokedAt !== null) return 'revoked';
  if (record.disabledAt !== null) return 'disabled';
  return record.isExpired ? 'expired' : 'active';
}

function timeOrNull(at: Date | null): string | null {
  return at && isoTime(at.getTime());
}

/** Nobody gives what they do not have. Throws forbidden. */
function checkScopes({ scopes }: Principal, wanted: readonly Scope[] | null | undefined): void {
  if (wanted === undefined) return;
  const lacking = (wanted ?? keyScopes).find((scope) => !scopes.has(scope));
  if (lacking === undefined) return;
  throw refuse(
    'forbidden',
    `scopes: you may not give ${lacking}, as you do not have it yourself. Name those that the key needs.`,
    { field: 'scopes' },
  );
}

const pageUsual = 20;
const pageMax = 100;
const secondsAnHour = 3_600;

/** Milliseconds until no server takes a key any more that was ended a moment ago. */
function untilEnded({ disabledAt, revokedAt }: KeyRecord): number {
  const endedMs = (revokedAt ?? disabledAt)?.getTime();
  if (endedMs === undefined) return 0;
  return Math.min(keyEndsMs, Math.max(0, endedMs + keyEndsMs - Date.now()));
}

export function keyRoutes({ database, settler, keyPrefix }: KeyRouteParts): PlatformRoute[] {
  const openOf = async (maker: TaskMaker): Promise<z.infer<typeof openSchema>> => {
    const { queued, running } = await readOpenOfKey(database, maker);
    return { queued: queued.length, running };
  };
  return [
    jsonRoute({
      method: 'GET',
      path: '/keys',
      summary: 'List keys, the newest first',
      needs: 'keys:read',
      asks: {
        query: z.strictObject({
          revoked: z
            .enum(['true', 'false'])
            .optional()
            .describe('Whether those that were revoked are listed as well.'),
          limit: wholeNumber(1, pageMax).optional(),
          cursor: z
            .uuid({ error: 'must be the nextCursor of the page before' })
            .optional()
            .describe('`nextCursor` of the page before.'),
        }),
      },
      answers: { status: 200, schema: pageOf(keySchema) },
      refuses: [],
      async act({ accountId }, { query: { revoked, limit = pageUsual, cursor = null } }) {
        const withRevoked = revoked === 'true';
        const order = { accountId, limit, before: cursor, withRevoked };
        const { records, next } = await listKeyRecords(database, order);
        return { data: records.map(keyJson), nextCursor: next };
      },
    }),
    createRoute({
      path: '/keys',
      summary: `Make a key; an account has at most ${String(keysMax)}`,
      needs: 'keys:write',
      asks: {
        body: z.strictObject({
          mode: z.enum(['live', 'test']),
          name: nameWanted.optional(),
          ...keyTerms.shape,
        }),
      },
      answers: { status: 201, schema: withSecretOnce },
      refuses: ['key_limit', 'key_not_found'],
      async make(principal, { body: { mode, name, ...wanted } }, { remember, visit }) {
        checkScopes(principal, wanted.scopes ?? null);
        const terms = termsOf(wanted);
        const { accountId } = principal;
        const order = { accountId, mode, name, prefix: keyPrefix, terms, remember };
        const { record, key } = await addKey(database, order, actorOf(principal, visit));
        return { ...keyJson(record), key };
      },
      again: async ({ accountId }, id) => ({
        ...keyJson(await findKey(database, { accountId, id })),
        key: null,
      }),
    }),
    jsonRoute({
      method: 'GET',
      path: '/keys/{id}',
      summary: 'Read a key',
      needs: 'keys:read',
      asks: { path: idPath },
      answers: { status: 200, schema: withUses },
      refuses: ['key_not_found'],
      async act({ accountId }, { path: { id } }) {
        const record = await findKey(database, { accountId, id });
        const uses = await readKeyUses(database.query, record.id);
        return { ...keyJson(record), uses: uses.map(useJson) };
      },
    }),
    jsonRoute({
      method: 'PATCH',
      path: '/keys/{id}',
      summary: 'Change what a key may do, or disable and enable it',
      needs: 'keys:write',
      asks: {
        path: idPath,
        body: z.strictObject({
          name: nameWanted.nullable().optional(),
          disabled: z.boolean().optional().describe('While it is true nobody may use the key.'),
          ...keyTerms.shape,
        }),
      },
      answers: { status: 200, schema: keySchema },
      refuses: ['key_not_found'],
      async act(principal, { path: { id }, body: { name, disabled, ...wanted } }, visit) {
        checkScopes(principal, wanted.scopes);
        const which = { accountId: principal.accountId, id };
        const change = { ...termsOf(wanted), name: name === null ? '' : name, disabled };
        return keyJson(await changeKey(database, which, change, actorOf(principal, visit)));
      },
    }),
    jsonRoute({
      method: 'DELETE',
      path: '/keys/{id}',
      summary: 'Revoke a key for ever, and say what it has queued and running, which goes on',
      needs: 'keys:write',
      asks: { path: idPath },
      answers: { status: 200, schema: openSchema },
      refuses: ['key_not_found'],
      async act(principal, { path: { id } }, visit) {
        const { accountId } = principal;
        await endKey(database, { accountId, id }, actorOf(principal, visit));
        return openOf({ accountId, keyId: id });
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/keys/{id}/cancel-queued',
      frees: true,
      summary: 'Cancel what a key has queued, at no cost, also of one that is disabled or revoked',
      needs: 'keys:write',
      asks: { path: idPath },
      answers: { status: 200, schema: openSchema.extend({ cancelled: z.int() }) },
      refuses: ['key_not_found'],
      async act({ accountId }, { path: { id } }) {
        const record = await findKey(database, { accountId, id });
        // Until then servers take it, and what it asks for would be left out.
        await wait(untilEnded(record));
        const maker = { accountId, keyId: id };
        const cancelled = await cancelQueuedOfKey({ database, settler }, maker);
        return { cancelled, ...(await openOf(maker)) };
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/keys/{id}/roll',
      summary: `Give a key another secret; at most ${String(formerSecretsMax)} former ones stay good beside it`,
      needs: 'keys:write',
      asks: {
        path: idPath,
        body: z.strictObject({
          overlapHours: z
            .literal([0, 1, 24, 168])
            .describe(
              'How long the secret of now stays good, up to seven days; at 0 only the new one is.',
            ),
        }),
      },
      answers: { status: 200, schema: withSecret },
      refuses: ['key_not_found', 'key_limit'],
      async act(principal, { path: { id }, body: { overlapHours } }, visit) {
        const { accountId } = principal;
        const overlapSeconds = overlapHours * secondsAnHour;
        const order = { overlapSeconds, prefix: keyPrefix };
        const by = actorOf(principal, visit);
        const { record, key } = await rollKey(database, { accountId, id }, order, by);
        return { ...keyJson(record), key };
      },
    }),
    jsonRoute({
      method: 'GET',
      name: 'getOwnKey',
      path: '/key',
      summary: 'Read the key that asks, with every limit that binds it',
      needs: null,
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: keySchema },
      refuses: ['key_not_found'],
      async act({ accountId, keyId, mode }) {
        const key = keyJson(await findKey(database, { accountId, id: keyId }));
        const { createsPerMinute } = key;
        const rate = await readRate(database, { keyId, createsPerMinute });
        const ofKey = [...key.limits, ...rateJson(rate, Date.now())];
        if (mode === 'test') return { ...key, limits: ofKey };
        const ofAccount = (await readLimits(database.query, [accountId])).get(accountId);
        const limits = [...ofKey, ...limitsJson('account', ofAccount ?? null)];
        return { ...key, limits };
      },
    }),
  ];
}
