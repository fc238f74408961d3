import { randomUUID } from 'node:crypto';
import { createAccount } from '../../accounts/accounts.ts';
import type { Actor } from '../../audit/audit.ts';
import type { AccountRole } from '../../postgres/tables.ts';
import { testDatabase } from '../../postgres/testing.ts';
import { acceptInvitation } from '../join.ts';
import { invite } from '../invitations.ts';
import type { PeopleParts } from '../parts.ts';
import type { Passwords } from '../passwords.ts';

/** What a test knows by heart. */
export const goodPassword = 'a lighthouse in a storm';

/** Of the same kind as the real ones, in no time. */
export const quickPasswords: Passwords = {
  hash: (password) => Promise.resolve(`kept:${password}`),
  matches: (kept, password) => Promise.resolve(kept === `kept:${password}`),
};

export const browser = { address: '192.0.2.7', userAgent: 'tests', token: null };
export const command: Actor = { kind: 'command', id: null, name: 'tests', address: null };

export async function openPeople(passwords: Passwords = quickPasswords) {
  const { database, drop } = await testDatabase();
  const parts: PeopleParts = {
    database,
    passwords,
    publicUrl: 'https://films.example',
    ...{ outbox: null, registration: null },
  };

  /** Who has joined by an invitation, in a new account unless one is named. */
  async function join(role: AccountRole = 'owner', of?: string) {
    const accountId = of ?? (await createAccount(database, { name: randomUUID().slice(0, 8) })).id;
    const email = `${randomUUID().slice(0, 8)}@people.example`;
    const { link } = await invite(parts, { accountId, email, role }, command);
    const accepted = { token: tokenOf(link), password: goodPassword };
    const session = await acceptInvitation(parts, accepted, browser);
    const { id } = await database.query
      .selectFrom('persons')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    return { accountId, id, email, sessionId: session.id, token: session.token };
  }

  /** What the log has of an action, the oldest first. */
  async function logged(action: string) {
    return database.query
      .selectFrom('audit_log')
      .selectAll()
      .where('action', '=', action)
      .orderBy('id')
      .execute();
  }

  /** As if so much time had gone by. */
  async function age(table: 'links' | 'sessions', interval: string): Promise<void> {
    const columns = table === 'links' ? ['expires_at'] : ['expires_at', 'seen_at', 'former_until'];
    const set = columns.map((column) => `${column} = ${column} - interval '${interval}'`);
    await database.general.query(`update ${table} set ${set.join(', ')}`);
  }

  return { database, parts, join, logged, age, [Symbol.asyncDispose]: drop, drop };
}

export function tokenOf(link: string): string {
  return link.split('#token=')[1] ?? '';
}
