import type { Config } from '../../boot/config.ts';
import { fail, ok, type Check } from './check.ts';

/** Whether the mail server answers and lets us in. No mail is sent. */
export async function checkMail({ mail: { smtp } }: Pick<Config, 'mail'>): Promise<Check> {
  if (smtp === null) {
    return ok('mail', 'No SMTP_URL is set: links for people are shown to whoever makes them.');
  }
  const { hostname } = new URL(smtp.url);
  // Late: the package that speaks to mail servers is of use here alone.
  const { createSmtp } = await import('../../mail/smtp.ts');
  const trouble = await createSmtp(smtp).verify();
  return trouble === null
    ? ok('mail', `Mails go through ${hostname}, from ${smtp.from.address}.`)
    : fail('mail', `The mail server ${hostname} takes nothing from us: ${trouble}`);
}
