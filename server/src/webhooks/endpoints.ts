import { randomBytes } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import { audit, itself, type Actor } from '../audit/audit.ts';
import { base36Id } from '../dialects/ids.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import { seal } from '../postgres/seal.ts';
import type { Tables } from '../postgres/tables.ts';
import {
  defaultEventTypes,
  eventTypes,
  type Endpoint,
  type EndpointKey,
  type EndpointOwner,
  type EventType,
  type KeyMode,
  type WebhookParts,
} from './endpoint.ts';
import { webhookSecret } from './sign.ts';

/** Endpoints as their owners see and change them. All throw ProblemError for what cannot be done. */

export const endpointsMax = 20;
export const descriptionCharactersMax = 500;
/** How long deliveries are signed with the old secret as well. */
export const formerSecretHours = 24;

/** Live, where no key says its mode. */
export interface NewEndpoint extends EndpointOwner {
  url: string;
  types?: readonly string[] | undefined;
  description?: string | undefined;
  /** Is told the id in the transaction that adds it. */
  remember?: ((transaction: Transaction<Tables>, id: string) => Promise<void>) | undefined;
}

/** The secret (`whsec_…`) is shown this once. Throws invalid_parameter, endpoint_limit. */
export async function addEndpoint(
  parts: WebhookParts,
  spec: NewEndpoint,
  by: Actor = itself,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const { database, keys } = parts;
  const { accountId, mode = 'live' } = spec;
  const url = checkedUrl(parts, spec.url);
  const types = spec.types ? checkedTypes(spec.types) : defaultEventTypes;
  const description = checkedDescription(spec.description ?? '');
  const id = `whe_${base36Id({ atMs: Date.now(), random: randomBytes(10) }, 20)}`;
  const secret = webhookSecret(randomBytes(32)).text;
  const endpoint = await database.query.transaction().execute(async (transaction) => {
    // The account's row is locked before its endpoints are counted, so that no two are the last one.
    await transaction
      .selectFrom('accounts')
      .select('id')
      .where('id', '=', accountId)
      .forNoKeyUpdate()
      .execute();
    const { count } = await transaction
      .selectFrom('webhook_endpoints')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('account_id', '=', accountId)
      .where('mode', '=', mode)
      .executeTakeFirstOrThrow();
    if (count >= BigInt(endpointsMax)) throw tooMany();
    await spec.remember?.(transaction, id);
    const row = await transaction
      .insertInto('webhook_endpoints')
      .values({
        id,
        account_id: accountId,
        mode,
        url,
        description,
        types: [...types],
        secret_sealed: seal(keys()[0], id, secret),
      })
      .returning(columns)
      .executeTakeFirstOrThrow();
    const added = toEndpoint(row);
    await auditEndpoint(transaction, 'added', { by, before: null, after: added });
    return added;
  });
  return { endpoint, secret };
}

/** The oldest first. */
export async function listEndpoints(
  { database }: WebhookParts,
  { accountId, mode }: EndpointOwner,
): Promise<Endpoint[]> {
  const rows = await database.query
    .selectFrom('webhook_endpoints')
    .select(columns)
    .where('account_id', '=', accountId)
    .where('mode', 'in', modesOf(mode))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toEndpoint);
}

/** Ids of endpoints that keys of this mode do not see. They are few. */
export async function hiddenEndpoints(
  { database }: Pick<WebhookParts, 'database'>,
  { accountId, mode }: { accountId: string; mode: KeyMode },
): Promise<ReadonlySet<string>> {
  const rows = await database.query
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('account_id', '=', accountId)
    .where('mode', '!=', mode)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Throws endpoint_not_found. */
export async function findEndpoint(
  { database }: WebhookParts,
  { accountId, mode, id }: EndpointKey,
): Promise<Endpoint> {
  const row = await database.query
    .selectFrom('webhook_endpoints')
    .select(columns)
    .where('account_id', '=', accountId)
    .where('mode', 'in', modesOf(mode))
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw endpointNotFound();
  return toEndpoint(row);
}

export interface EndpointChange {
  url?: string | undefined;
  types?: readonly string[] | undefined;
  description?: string | undefined;
  /**
   * False: it gets nothing more, and what waits for it goes on waiting. True: that is sent from now on,
   * with the schedule begun anew.
   */
  enabled?: boolean | undefined;
}

/** Throws invalid_parameter, endpoint_not_found. */
export async function changeEndpoint(
  parts: WebhookParts,
  endpointKey: EndpointKey,
  change: EndpointChange,
  by: Actor = itself,
): Promise<Endpoint> {
  const { database, wake } = parts;
  // Its mode never changes.
  const { accountId, id } = await findEndpoint(parts, endpointKey);
  const values = [
    id,
    accountId,
    change.url === undefined ? null : checkedUrl(parts, change.url),
    change.types === undefined ? null : checkedTypes(change.types),
    change.description === undefined ? null : checkedDescription(change.description),
    change.enabled ?? null,
  ];
  const changed = await database.query.transaction().execute(async (transaction) => {
    const before = await lockEndpoint(transaction, { accountId, id });
    const { rows } = await sql`
select from change_endpoint(${sql.join(values)})`.execute(transaction);
    if (rows.length === 0) throw endpointNotFound();
    const after = await lockEndpoint(transaction, { accountId, id });
    await auditEndpoint(transaction, 'changed', { by, before, after });
    return after;
  });
  if (change.enabled === true) wake.tell('events');
  return changed;
}

/** What waits for it is given up; its record stays. Throws endpoint_not_found. */
export async function removeEndpoint(
  { database }: WebhookParts,
  { accountId, mode, id }: EndpointKey,
  by: Actor = itself,
): Promise<void> {
  await database.query.transaction().execute(async (transaction) => {
    const before = await lockEndpoint(transaction, { accountId, mode, id });
    await transaction.deleteFrom('webhook_endpoints').where('id', '=', id).execute();
    await sql`
select give_up_deliveries(${accountId}, ${id}, 'The endpoint was removed.')`.execute(transaction);
    await auditEndpoint(transaction, 'removed', { by, before, after: null });
  });
}

/**
 * A new secret, shown this once. For 24 hours deliveries are signed with the one before as well; one that
 * was still valid from an earlier rotation is not any more. Throws endpoint_not_found.
 */
export async function rotateSecret(
  { database, keys }: WebhookParts,
  { accountId, mode, id }: EndpointKey,
  by: Actor = itself,
): Promise<{ secret: string; formerSecretUntilMs: number }> {
  const secret = webhookSecret(randomBytes(32)).text;
  const until = await database.query.transaction().execute(async (transaction) => {
    const before = await lockEndpoint(transaction, { accountId, mode, id });
    const { rows } = await sql<{ until: Date }>`
update webhook_endpoints
   set former_secret_sealed = secret_sealed, former_until = now() + make_interval(hours => ${formerSecretHours}),
       secret_sealed = ${seal(keys()[0], id, secret)}, updated_at = now()
 where id = ${id}
returning former_until as until`.execute(transaction);
    const [row] = rows;
    if (!row) throw endpointNotFound();
    const after = await lockEndpoint(transaction, { accountId, id });
    await auditEndpoint(transaction, 'secret_rotated', { by, before, after });
    return row.until;
  });
  return { secret, formerSecretUntilMs: until.getTime() };
}

/** Until the transaction ends, nobody else changes it. Throws endpoint_not_found. */
async function lockEndpoint(
  transaction: Kysely<Tables>,
  { accountId, mode, id }: EndpointKey,
): Promise<Endpoint> {
  const row = await transaction
    .selectFrom('webhook_endpoints')
    .select(columns)
    .where('account_id', '=', accountId)
    .where('mode', 'in', modesOf(mode))
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) throw endpointNotFound();
  return toEndpoint(row);
}

async function auditEndpoint(
  transaction: Kysely<Tables>,
  what: 'added' | 'changed' | 'removed' | 'secret_rotated',
  { by, before, after }: { by: Actor; before: Endpoint | null; after: Endpoint | null },
): Promise<void> {
  const endpoint = after ?? before;
  if (!endpoint) return;
  await audit(transaction, {
    by,
    accountId: endpoint.accountId,
    action: `endpoint.${what}`,
    object: { kind: 'endpoint', id: endpoint.id, name: endpoint.url },
    before: before && factsOf(before),
    after: after && factsOf(after),
  });
}

function factsOf({ mode, url, description, types, enabled }: Endpoint) {
  return { mode, url, description, types, enabled };
}

export function endpointNotFound(): ProblemError {
  return refuse('endpoint_not_found', 'There is no such webhook endpoint.');
}

function tooMany(): ProblemError {
  return refuse(
    'endpoint_limit',
    `The account has ${String(endpointsMax)} webhook endpoints, which is the most: remove one, or change one that stands.`,
  );
}

function checkedUrl({ checkUrl }: WebhookParts, url: string): string {
  const trouble = checkUrl(url);
  if (trouble === null) return url;
  throw refuse('invalid_parameter', `url: ${trouble}`, { field: 'url' });
}

function checkedTypes(types: readonly string[]): EventType[] {
  const known = eventTypes.filter((type) => types.includes(type));
  const unknown = types.find((type) => !eventTypes.some((one) => one === type));
  if (unknown === undefined && known.length > 0) return known;
  const what = unknown === undefined ? 'is empty' : `holds ${JSON.stringify(unknown)}`;
  throw refuse('invalid_parameter', `types ${what}: name some of ${eventTypes.join(', ')}.`, {
    field: 'types',
  });
}

function checkedDescription(description: string): string {
  if (description.length <= descriptionCharactersMax) return description;
  throw refuse(
    'invalid_parameter',
    `description has ${String(description.length)} characters: give at most ${String(descriptionCharactersMax)}.`,
    { field: 'description' },
  );
}

/** What is seen from a mode, or without one. */
export function modesOf(mode: EndpointOwner['mode']): KeyMode[] {
  return mode === undefined ? ['live', 'test'] : [mode];
}

const columns = [
  'id',
  'account_id',
  'mode',
  'url',
  'description',
  'types',
  'enabled',
  'disabled_because',
  'failing_since',
  'former_until',
  'created_at',
  'updated_at',
] as const;

interface EndpointRow {
  id: string;
  account_id: string;
  mode: KeyMode;
  url: string;
  description: string;
  types: string[];
  enabled: boolean;
  disabled_because: Endpoint['disabledBecause'];
  failing_since: Date | null;
  former_until: Date | null;
  created_at: Date;
  updated_at: Date;
}

function toEndpoint(row: EndpointRow): Endpoint {
  return {
    id: row.id,
    accountId: row.account_id,
    mode: row.mode,
    url: row.url,
    description: row.description,
    types: eventTypes.filter((type) => row.types.includes(type)),
    enabled: row.enabled,
    disabledBecause: row.disabled_because,
    failingSinceMs: row.failing_since?.getTime() ?? null,
    formerSecretUntilMs: row.former_until?.getTime() ?? null,
    createdAtMs: row.created_at.getTime(),
    updatedAtMs: row.updated_at.getTime(),
  };
}
