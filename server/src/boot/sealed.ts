import type pg from 'pg';
import { formerKeyPurpose } from '../former/former-store.ts';
import { lineSecretPurpose } from '../lines/book/store.ts';
import { seal, unseal, type Keys } from '../postgres/seal.ts';
import { letterPurpose } from '../mail/outbox.ts';
import { endpointSecretPurpose } from '../webhooks/endpoint.ts';

/** All that is kept sealed, whoever keeps it. */

export interface Sealed {
  kind: 'line' | 'webhook endpoint' | 'former platform' | 'mail';
  column: 'secret_sealed' | 'former_secret_sealed' | 'key_sealed' | 'letter_sealed';
  /** To which it is bound: its row's id, or what `sealName` makes of a former platform. */
  name: string;
  sealed: Buffer;
}

export const sealPurposes = {
  line: lineSecretPurpose,
  'webhook endpoint': endpointSecretPurpose,
  'former platform': formerKeyPurpose,
  mail: letterPurpose,
} as const;

type Asked = Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>;

/** At most so many of each kind, the newest first; null: all. */
export async function readSealed(asked: Asked, most: number | null): Promise<Sealed[]> {
  const { rows } = await asked.query<Sealed>(
    `(select 'line' as kind, 'secret_sealed' as "column", id as name, secret_sealed as sealed from lines
       where secret_sealed is not null order by created_at desc limit $1)
     union all
     (select 'webhook endpoint', 'secret_sealed', id, secret_sealed from webhook_endpoints
       order by created_at desc limit $1)
     union all
     (select 'webhook endpoint', 'former_secret_sealed', id, former_secret_sealed from webhook_endpoints
       where former_secret_sealed is not null order by created_at desc limit $1)
     union all
     (select 'former platform', 'key_sealed', account_id || '/' || dialect, key_sealed from former_platforms
       where key_sealed is not null order by created_at desc limit $1)
     union all
     (select 'mail', 'letter_sealed', id::text, letter_sealed from mails
       order by created_at desc limit $1)`,
    [most],
  );
  return rows;
}

export interface Resealed {
  /** How many are sealed with the first of the keys now, and were not. */
  count: number;
  /** Those that none of the keys opens stay as they are. */
  locked: Pick<Sealed, 'kind' | 'name'>[];
}

/**
 * Seals with the first key of each purpose what one of the others opens. A row that changes meanwhile keeps what it
 * was given.
 */
export async function reseal(asked: Asked, keysFor: (purpose: string) => Keys): Promise<Resealed> {
  const all = await readSealed(asked, null);
  const locked: Resealed['locked'] = [];
  const changes: (Sealed & { next: Buffer })[] = [];
  for (const one of all) {
    const { kind, name, sealed } = one;
    const [current, ...formers] = keysFor(sealPurposes[kind])();
    if (unseal(current, name, sealed) !== null) continue;
    const opened = formers.map((key) => unseal(key, name, sealed)).find((text) => text !== null);
    if (opened === undefined) locked.push({ kind, name });
    else changes.push({ ...one, next: seal(current, name, opened) });
  }
  for (const { kind, column, text } of updates) {
    const those = changes.filter((one) => one.kind === kind && one.column === column);
    if (those.length === 0) continue;
    await asked.query(text, [
      those.map(({ name }) => name),
      those.map(({ sealed }) => sealed),
      those.map(({ next }) => next),
    ]);
  }
  return { count: changes.length, locked };
}

const given = 'unnest($1::text[], $2::bytea[], $3::bytea[]) as one (name, was, next)';

const updates: readonly (Pick<Sealed, 'kind' | 'column'> & { text: string })[] = [
  {
    kind: 'line',
    column: 'secret_sealed',
    text: `update lines l set secret_sealed = one.next from ${given}
            where l.id = one.name and l.secret_sealed = one.was`,
  },
  {
    kind: 'webhook endpoint',
    column: 'secret_sealed',
    text: `update webhook_endpoints e set secret_sealed = one.next from ${given}
            where e.id = one.name and e.secret_sealed = one.was`,
  },
  {
    kind: 'webhook endpoint',
    column: 'former_secret_sealed',
    text: `update webhook_endpoints e set former_secret_sealed = one.next from ${given}
            where e.id = one.name and e.former_secret_sealed = one.was`,
  },
  {
    kind: 'former platform',
    column: 'key_sealed',
    text: `update former_platforms f set key_sealed = one.next from ${given}
            where f.account_id || '/' || f.dialect = one.name and f.key_sealed = one.was`,
  },
  {
    kind: 'mail',
    column: 'letter_sealed',
    text: `update mails m set letter_sealed = one.next from ${given}
            where m.id = one.name::uuid and m.letter_sealed = one.was`,
  },
];
