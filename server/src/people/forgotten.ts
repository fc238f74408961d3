import { sql } from 'kysely';
import type { Language } from '../generation/problem-texts.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import type { FinishedLetter, LetterOf } from '../mail/letters.ts';
import { checkedEmail } from './emails.ts';
import { makeResetOf, resetLetter } from './own-password.ts';
import { resetMinutes } from './links.ts';
import type { PeopleParts } from './parts.ts';
import { asActor, findByEmail, lockPerson } from './persons.ts';
import { takeTry } from './throttle.ts';

/** Somebody has lost their password, and has a link mailed to them. */

/**
 * Leaves a letter and looks at nothing, so that it takes as long for an address that nobody has. Throws
 * invalid_parameter, rate_limited, and forbidden where no mail is sent.
 */
export async function wantReset(
  { database, outbox }: Pick<PeopleParts, 'database' | 'outbox'>,
  spec: { email: string; language: Language },
  address: string,
): Promise<void> {
  if (outbox === null) throw noMail();
  const email = checkedEmail(spec.email);
  await takeTry(database, { email, address, to: 'reset' });
  const { language } = spec;
  await database.query
    .transaction()
    .execute((transaction) =>
      outbox.post(transaction, { kind: 'reset_wanted', to: email, language }),
    );
}

/** Between two links for one person: a letter box is not to be flooded. */
const restMinutes = 2;

/** What is mailed in place of the letter with this id; null: nobody signs in with the address, an operator does, or a link went out just now. */
export async function prepareReset(
  { database, publicUrl, outbox }: Pick<PeopleParts, 'database' | 'publicUrl' | 'outbox'>,
  { to }: LetterOf<'reset_wanted'>,
  id: string,
): Promise<FinishedLetter | null> {
  return database.query.transaction().execute(async (transaction) => {
    const person = await findByEmail(transaction, to);
    if (!person) return null;
    const locked = await lockPerson(transaction, person.id);
    // Nobody has proved the address of an operator: for them there is the command.
    if (!locked || locked.operator_role !== null) return null;
    const recent = await transaction
      .selectFrom('links')
      .select('id')
      .where('person_id', '=', person.id)
      .where('used_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .where('created_at', '>', sql<Date>`now() - make_interval(mins => ${restMinutes})`)
      .executeTakeFirst();
    if (recent) return null;
    const by = { ...asActor(person, ''), address: null };
    const made = await makeResetOf(transaction, publicUrl, { person, by, minutes: resetMinutes });
    const letter = resetLetter(person, made);
    // What cannot be sent at once is sent later with the same link.
    await outbox?.replace(transaction, id, letter);
    return letter;
  });
}

function noMail(): ProblemError {
  return refuse(
    'forbidden',
    'No mail is sent from here: whoever runs this installation can make a link for a new password.',
  );
}
