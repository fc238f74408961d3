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
  /** What is tried, where it is not to sign in: each is counted apart, but for what a place may try in all. */
  to?: 'reset' | 'register';
}

export interface TakenTry {
  /** For this mail from this place. */
  left: number;
  /** The try was a success: it is not counted. */
  forgive(): Promise<void>;
}

/**
 * Counted before anything is looked at, so that many at once are many. What is refused here counts for nothing beyond:
 * one place cannot use up the tries of all. Throws rate_limited: whoever comes back after that has tries again.
 */
export async function takeTry(
  { general }: Pick<Database, 'general'>,
  { email, address, to }: SignInTry,
): Promise<TakenTry> {
  const network = networkOf(address);
  const apart = to === undefined ? [] : [to];
  const subjects = {
    pair: subjectOf('pair', emailKey(email), network, ...apart),
    place: subjectOf('place', network),
    mail: subjectOf('mail', emailKey(email), ...apart),
  };
  await refuseSpent({ general }, subjects.place, triesMost.place);
  const ofPair = await count({ general }, subjects.pair, triesMost.pair);
  const ofPlace = await count({ general }, subjects.place, triesMost.place);
  const ofMail = await count({ general }, subjects.mail, triesMost.mail);
  return { left: Math.min(ofPair, ofPlace, ofMail), forgive: () => forgive({ general }, subjects) };
}

/** Without a word written: else a place could have a row kept for each address that it thinks of. */
async function refuseSpent(
  { general }: Pick<Database, 'general'>,
  subject: Buffer,
  most: number,
): Promise<void> {
  const { rows } = await general.query<{ seconds: number }>(
    `select ceil(extract(epoch from began_at + make_interval(mins => $3) - now()))::int as seconds
       from sign_in_tries
      where subject = $1 and tries > $2 and began_at >= now() - make_interval(mins => $3)`,
    [subject, most, windowMinutes],
  );
  const [spent] = rows;
  if (spent) throw tooMany(Math.max(spent.seconds, 1));
}

/** Resolves with how many are left. */
async function count(
  { general }: Pick<Database, 'general'>,
  subject: Buffer,
  most: number,
): Promise<number> {
  const { rows } = await general.query<{ tries: number; seconds: number }>(
    `insert into sign_in_tries as t (subject, tries) values ($1, 1)
     on conflict (subject) do update
       set tries = case when t.began_at < now() - make_interval(mins => $2) then 1
                        else least(t.tries + 1, 1000000) end,
           began_at = case when t.began_at < now() - make_interval(mins => $2) then now()
                           else t.began_at end
     returning tries,
       ceil(extract(epoch from began_at + make_interval(mins => $2) - now()))::int as seconds`,
    [subject, windowMinutes],
  );
  const [{ tries, seconds } = { tries: 1, seconds: 1 }] = rows;
  if (tries > most) throw tooMany(Math.max(seconds, 1));
  return most - tries;
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
  return refuse('rate_limited', `Too many tries: come back in ${when}.`, {
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
