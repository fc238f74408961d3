/** The loop that sends what waits in the outbox. */
import type { Logger } from 'pino';
import { createMailer } from '../mail/mailer.ts';
import { letterPurpose } from '../mail/outbox.ts';
import { createSmtp } from '../mail/smtp.ts';
import { prepareReset } from '../people/forgotten.ts';
import type { PeopleParts } from '../people/parts.ts';
import type { Database } from '../postgres/database.ts';
import { startLoop } from '../work/loop.ts';
import type { Wake } from '../work/wake.ts';
import type { Config } from './config.ts';
import type { Secrets } from './secrets.ts';

export interface MailParts {
  config: Pick<Config, 'mail'>;
  database: Database;
  people: PeopleParts;
  secrets: Pick<Secrets, 'keys'>;
  wake: Wake;
  log: Logger;
}

const everyMs = 1_000;

/** Resolves what stops it. */
export function startMail(parts: MailParts): () => Promise<void> {
  const { smtp } = parts.config.mail;
  if (smtp === null) return () => Promise.resolve();
  const { database, people, wake, log } = parts;
  const mailer = createMailer({
    database,
    keys: parts.secrets.keys(letterPurpose),
    smtp: createSmtp(smtp),
    prepare: (letter, id) =>
      letter.kind === 'reset_wanted' ? prepareReset(people, letter, id) : Promise.resolve(letter),
    log,
  });
  const loop = startLoop({
    name: 'mail',
    topic: null,
    everyMs,
    turn: () => mailer.turn(),
    wake,
    log,
  });
  return async () => {
    await loop.stop();
    await mailer.drain();
  };
}
