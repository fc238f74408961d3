import type { Logger } from 'pino';
import { unsealWith, type Keys } from '../postgres/seal.ts';
import type { Database } from '../postgres/database.ts';
import { claim, finish, release, type Claimed } from '../work/claim.ts';
import { createJobPool } from '../work/job-pool.ts';
import { mailQueue } from '../work/queues.ts';
import { letterSchema, usefulMinutes, type FinishedLetter, type Letter } from './letters.ts';
import type { Smtp } from './smtp.ts';
import { wordsOf } from './words.ts';

export interface MailerParts {
  database: Database;
  keys: Keys;
  smtp: Pick<Smtp, 'send'>;
  /** What is to be sent for one that is wanted; null: nothing, and nobody is told. `id` is that of the letter. */
  prepare(letter: Letter, id: string): Promise<FinishedLetter | null>;
  log: Logger;
}

/** Sends letters that wait, beside everything else. */
export interface Mailer {
  /** Starts what is due. Resolves true where more may wait. */
  turn(): Promise<boolean>;
  /** Resolves when all that was started has ended. */
  drain(): Promise<void>;
}

const step = 'mail';
const atOnce = 4;
const leaseSeconds = 60;
const leastRestSeconds = 5;
const mostRestSeconds = 900;

export function createMailer(parts: MailerParts): Mailer {
  const { database, log } = parts;
  const jobs = createJobPool({ pool: database.claims, step, max: atOnce, leaseSeconds, log });
  return {
    async turn() {
      const limit = jobs.free();
      const order = { step, queue: mailQueue, limit, leaseSeconds } as const;
      const claimed = await claim(database.claims, order);
      for (const one of claimed) jobs.start(one, () => send(parts, one));
      return false;
    },
    drain: () => jobs.drain(),
  };
}

interface Waiting {
  letter: Letter;
  ageMinutes: number;
}

async function send(parts: MailerParts, claimed: Claimed): Promise<void> {
  const { database, smtp, log } = parts;
  const id = claimed.subjectId;
  const waiting = await read(parts, id);
  if (waiting === 'locked') {
    await again(parts, claimed, 'it does not open with the secret of this process');
    return;
  }
  if (waiting === null) {
    await finish(database.work, step, [claimed]);
    return;
  }
  const { letter, ageMinutes } = waiting;
  const { kind } = letter;
  if (ageMinutes > usefulMinutes(letter)) {
    log.error({ mail: id, kind }, 'a mail could not be sent in time and is given up');
    await end(parts, claimed);
    return;
  }
  const finished = await parts.prepare(letter, id);
  if (finished === null) {
    await end(parts, claimed);
    return;
  }
  const { to, language } = finished;
  const outcome = await smtp.send({ id, to, language, ...wordsOf(finished) });
  if (outcome === 'sent') {
    await end(parts, claimed);
    return;
  }
  if ('failed' in outcome) {
    log.warn({ mail: id, kind, trouble: outcome.failed }, 'a mail was not sent; it is tried again');
    await again(parts, claimed, outcome.failed);
    return;
  }
  log.warn({ mail: id, kind, trouble: outcome.refused }, 'a mail was refused and is given up');
  await end(parts, claimed);
}

/** Null: it is gone. */
async function read(
  { database, keys }: MailerParts,
  id: string,
): Promise<Waiting | 'locked' | null> {
  const { rows } = await database.reads.query<{ letter_sealed: Buffer; age_minutes: number }>({
    name: 'mail to send',
    text: `
select letter_sealed, extract(epoch from now() - created_at)::float8 / 60 as age_minutes
  from mails where id = $1`,
    values: [id],
  });
  const [row] = rows;
  if (!row) return null;
  const text = unsealWith(keys, id, row.letter_sealed);
  if (text === null) return 'locked';
  return { letter: letterSchema.parse(JSON.parse(text)), ageMinutes: row.age_minutes };
}

async function again({ database }: MailerParts, claimed: Claimed, trouble: string): Promise<void> {
  await database.general.query('update mails set trouble = $2 where id = $1', [
    claimed.subjectId,
    trouble,
  ]);
  const rest = leastRestSeconds * 2 ** Math.min(claimed.claims - 1, 10);
  const afterSeconds = Math.min(mostRestSeconds, rest);
  await release(database.claims, step, [{ ...claimed, afterSeconds }]);
}

/** The letter first: work without one is finished by whoever claims it. */
async function end({ database }: MailerParts, claimed: Claimed): Promise<void> {
  await database.general.query('delete from mails where id = $1', [claimed.subjectId]);
  await finish(database.work, step, [claimed]);
}
