import { hash, timingSafeEqual } from 'node:crypto';
import { sql, type Kysely, type Selectable } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { accountNameTrouble } from '../accounts/accounts.ts';
import { normalName } from '../generation/names.ts';
import type { Language } from '../generation/problem-texts.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import type { Tables } from '../postgres/tables.ts';
import { checkedEmail, emailKey, foldedEmail } from './emails.ts';
import type { PeopleParts, RegistrationTerms } from './parts.ts';
import { checkPassword } from './passwords.ts';
import { checkedName, findByEmail } from './persons.ts';
import { networkOf, takeTry } from './throttle.ts';
import { makeToken } from './tokens.ts';

/** Strangers who want an account. Nothing of it is there before the address was proved by the link that is mailed. */

export const registrationHours = 24;
/** Letters to one letter box in a day. */
const lettersMost = 3;

export type RegistrationRow = Selectable<Tables['registrations']>;

export interface RegistrationWish {
  email: string;
  password: string;
  name?: string | undefined;
  /** Of the account; as the person is called where nothing is said. */
  accountName?: string | undefined;
  /** Where one is asked for. */
  code?: string | undefined;
}

/**
 * It takes as long, does as much and is answered alike whether somebody signs in with the address or not; the letter
 * tells. Throws forbidden where nobody registers themselves, invalid_parameter, rate_limited, overloaded.
 */
export async function register(
  parts: PeopleParts,
  spec: RegistrationWish,
  { address, language }: { address: string; language: Language },
): Promise<void> {
  const { database, passwords, publicUrl, registration: terms, outbox } = parts;
  if (terms === null || outbox === null) throw closed();
  const email = checkedEmail(spec.email);
  checkPassword(spec.password, email);
  const name = checkedName(spec.name, email);
  const accountName = checkedAccountName(spec.accountName, name);
  checkDomain(terms, email);
  const taken = await takeTry(database, { email, address, to: 'register' });
  checkCode(terms, spec.code);
  // From here on it is counted by the day.
  await taken.forgive();
  const network = networkOf(address);
  const password = await passwords.hash(spec.password, network);
  await database.query.transaction().execute(async (transaction) => {
    await refuseMany(transaction, network, terms.perDay);
    const folded = foldedEmail(email);
    const lately = await lettersTo(transaction, folded);
    const isKnown = await isTaken(transaction, email, folded);
    const { token, hash: tokenHash } = makeToken();
    await transaction
      .insertInto('registrations')
      .values({
        id: uuidv7(),
        hash: isKnown ? null : tokenHash,
        email,
        folded_email: folded,
        name,
        account_name: accountName,
        language,
        password: isKnown ? '' : password,
        network,
        expires_at: sql<Date>`now() + make_interval(hours => ${registrationHours})`,
        used_at: null,
      })
      .execute();
    if (lately >= lettersMost) return;
    const link = `${publicUrl}/sign-in/registration#token=${token}`;
    await outbox.post(
      transaction,
      isKnown
        ? { kind: 'registered_before', to: email, language, url: `${publicUrl}/sign-in` }
        : { kind: 'registration', to: email, language, link, hours: registrationHours },
    );
  });
}

/** Somebody signs in with the address, or an account was given away to its letter box. */
export async function isTaken(
  transaction: Kysely<Tables>,
  email: string,
  folded: string,
): Promise<boolean> {
  const person = await findByEmail(transaction, email);
  const used = await transaction
    .selectFrom('registrations')
    .select('id')
    .where('folded_email', '=', folded)
    .where('used_at', 'is not', null)
    .executeTakeFirst();
  return person !== undefined || used !== undefined;
}

/** Those of a network one after the other, so that many at once are counted. Throws rate_limited. */
async function refuseMany(
  transaction: Kysely<Tables>,
  network: string,
  most: number,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`registrations ${network}`}, 0))`.execute(
    transaction,
  );
  const { rows } = await sql<{ seconds: number }>`
select ceil(extract(epoch from created_at + interval '1 day' - now()))::int as seconds
  from registrations
 where network = ${network} and created_at > now() - interval '1 day'
 order by created_at desc offset ${most - 1} limit 1`.execute(transaction);
  const [spent] = rows;
  if (!spent) return;
  const retryAfterSeconds = Math.max(spent.seconds, 1);
  const hours = String(Math.ceil(retryAfterSeconds / 3_600));
  throw refuse(
    'rate_limited',
    `As many have registered from your network in 24 hours as may: come back within ${hours} hours.`,
    { retryAfterSeconds },
  );
}

async function lettersTo(transaction: Kysely<Tables>, folded: string): Promise<number> {
  const { count } = await transaction
    .selectFrom('registrations')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('folded_email', '=', folded)
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

function checkedAccountName(wanted: string | undefined, name: string): string {
  const account = normalName(wanted ?? name);
  const trouble = accountNameTrouble(account);
  if (trouble === null) return account;
  if (wanted === undefined) return 'account';
  throw refuse('invalid_parameter', `accountName: ${trouble}.`, { field: 'accountName' });
}

function checkDomain({ domains }: RegistrationTerms, email: string): void {
  const [, domain = ''] = emailKey(email).split('@');
  if (domains === null || domains.includes(domain)) return;
  throw refuse('invalid_parameter', 'email is of a domain that may not register here.', {
    field: 'email',
  });
}

/** Compared in a time that says nothing. */
function checkCode({ code }: RegistrationTerms, said = ''): void {
  if (code === null) return;
  const [wanted, given] = [code, said].map((text) => hash('sha256', text, 'buffer'));
  if (wanted && given && timingSafeEqual(wanted, given)) return;
  throw refuse('invalid_parameter', 'code is not the one that lets people register here.', {
    field: 'code',
  });
}

function closed(): ProblemError {
  return refuse(
    'forbidden',
    'Nobody registers themselves here: accounts are made by whoever runs this installation.',
  );
}
