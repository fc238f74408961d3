import { userInfo } from 'node:os';
import { sql, type Kysely } from 'kysely';
import { withoutAddressSecrets } from '../generation/address-secrets.ts';
import type { Tables } from '../postgres/tables.ts';
import { cut, isSecretName } from './secrets.ts';

/** Who changes something: told by whoever lets them in. */
export interface Actor {
  kind: 'person' | 'key' | 'command';
  /** Of the person or the key; null for a command. */
  id: string | null;
  /** As they were known then: an e-mail address, the name of a key, the user of the machine. */
  name: string;
  /** Where they asked from; null on this machine. */
  address: string | null;
}

/** Whoever runs this process, by their name on this machine: who asks by a command. */
export const itself: Actor = { kind: 'command', id: null, name: userName(), address: null };

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container there may be no name for the user's number.
    return `user ${String(process.getuid?.() ?? '')}`.trim();
  }
}

export interface Change {
  by: Actor;
  /** Null: of the whole installation. */
  accountId: string | null;
  /** What was done to what, such as `member.removed`. */
  action: string;
  object: { kind: string; id: string; name: string };
  /** Null: it was not there. */
  before?: Facts | null;
  after?: Facts | null;
}

type Facts = Readonly<Record<string, unknown>>;

/** Writes a change down, in the transaction that makes it: the one is not there without the other. */
export async function audit(transaction: Kysely<Tables>, change: Change): Promise<void> {
  const { by, accountId, action, object } = change;
  const { before, after } = difference(change.before ?? null, change.after ?? null);
  await transaction
    .insertInto('audit_log')
    .values({
      account_id: accountId,
      actor_kind: by.kind,
      actor_id: by.id,
      actor_name: by.name,
      address: by.address,
      action,
      object_kind: object.kind,
      object_id: object.id,
      object_name: withoutAddressSecrets(object.name),
      before: before && sql`${JSON.stringify(before)}::jsonb`,
      after: after && sql`${JSON.stringify(after)}::jsonb`,
    })
    .execute();
}

/** A fact as it is, but for what its addresses hold beside the address. */
function told(fact: unknown): unknown {
  const text = JSON.stringify(fact);
  return text === undefined ? fact : JSON.parse(withoutAddressSecrets(text));
}

/** Of both, the facts that differ; secrets are told as changed and nothing more. */
function difference(
  before: Facts | null,
  after: Facts | null,
): { before: Facts | null; after: Facts | null } {
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
  const of = (facts: Facts | null): Facts | null =>
    facts &&
    Object.fromEntries(
      names
        .filter((name) => name in facts)
        .map((name) => [name, isSecretName(name) ? cut : told(facts[name])]),
    );
  return { before: of(before), after: of(after) };
}
