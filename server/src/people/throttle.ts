import { hash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { refuse } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import { emailKey } from './emails.ts';

/**
 * How often somebody may try to sign in. What is counted is the same whether the mail address is known or not. From
 * one place few tries are left for a mail; more of them from all places together, so that nobody can lock somebody
 * else out from a single place.
 */
const windowMinutes = 15;
const triesMost = { pair: 5, mail: 50, place: 50 } as const;

export interface SignInTry {
  email: string;
  /** Where it comes from. */
  address: string;
}

export interface TakenTry {
  /** For this mail from this place. */
  left: number;
  /** The try was a success: it is not counted. */
  forgive(): Promise<void>;
}

/** One more, or the first of a new window. */
const counted = `
       on conflict (subject) do update
         set tries = case when t.began_at < now() - make_interval(mins => $3) then 1
                          else least(t.tries + 1, 1000000) end,
             began_at = case when t.began_at < now() - make_interval(mins => $3) then now()
                             else t.began_at end
       returning subject, tries, began_at`;

/**
 * Counted before anything is looked at, so that many at once are many. Throws rate_limited: whoever comes back after
 * that has tries again.
 */
export async function takeTry(
  { general }: Pick<Database, 'general'>,
  { email, address }: SignInTry,
): Promise<TakenTry> {
  const place = networkOf(address);
  const subjects = {
    pair: subjectOf('pair', emailKey(email), place),
    mail: subjectOf('mail', emailKey(email)),
    place: subjectOf('place', place),
  };
  const { rows } = await general.query<{ subject: Buffer; tries: number; seconds: number }>(
    // What one place may not try for a mail any more takes nothing from others.
    `with pair as (
       insert into sign_in_tries as t (subject, tries) values ($1, 1) ${counted}
     ), others as (
       insert into sign_in_tries as t (subject, tries)
       select subject, 1 from unnest($2::bytea[]) subject
        where (select tries from pair) <= $4 order by subject ${counted}
     )
     select subject, tries, ceil(extract(epoch from began_at + make_interval(mins => $3) - now()))::int as seconds
       from (select * from pair union all select * from others) counted`,
    [subjects.pair, [subjects.mail, subjects.place], windowMinutes, triesMost.pair],
  );
  const found = (name: keyof typeof subjects) => {
    const row = rows.find(({ subject }) => subject.equals(subjects[name]));
    return { left: triesMost[name] - (row?.tries ?? 1), seconds: row?.seconds ?? 1 };
  };
  const all = [found('pair'), found('mail'), found('place')];
  const over = all.filter(({ left }) => left < 0);
  if (over.length > 0)
    throw tooMany(over.reduce((most, { seconds }) => Math.max(most, seconds), 1));
  return {
    left: all.reduce((least, { left }) => Math.min(least, left), Infinity),
    forgive: () => forgive({ general }, subjects),
  };
}

async function forgive(
  { general }: Pick<Database, 'general'>,
  { pair, mail, place }: { pair: Buffer; mail: Buffer; place: Buffer },
): Promise<void> {
  await general.query(
    `with known as (
       select subject from sign_in_tries where subject = any ($1::bytea[]) order by subject for update
     )
     update sign_in_tries t
        set tries = case when t.subject = $2 then 0 else greatest(t.tries - 1, 0) end
       from known where t.subject = known.subject`,
    [[pair, mail, place], pair],
  );
}

function tooMany(seconds: number): Error {
  const minutes = Math.ceil(seconds / 60);
  const when = minutes === 1 ? '1 minute' : `${String(minutes)} minutes`;
  return refuse('rate_limited', `Too many tries to sign in: come back in ${when}.`, {
    retryAfterSeconds: seconds,
  });
}

function subjectOf(...parts: string[]): Buffer {
  return hash('sha256', JSON.stringify(parts), 'buffer');
}

/** Of IPv6 a whole /64, which is what one customer of a provider has. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  const written = URL.parse(`http://[${plain}]/`)?.hostname.slice(1, -1) ?? plain;
  const [head = '', tail] = written.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
