import { refuse } from '../generation/problems.ts';

/** E-mail addresses, by which people sign in. */

export const emailCharactersMost = 254;

/** As it is kept: as it was typed. Nothing that a mail server could take for several addresses. Throws invalid_parameter for what is no address. */
export function checkedEmail(text: string, field = 'email'): string {
  const email = text.trim().normalize('NFC');
  if (
    email.length <= emailCharactersMost &&
    /^[^\s\p{C}@"<>(),:;\\[\]]+@[^\s\p{C}@"<>(),:;\\[\]]+$/u.test(email)
  ) {
    return email;
  }
  throw refuse('invalid_parameter', `${field} is not an e-mail address.`, { field });
}

/** The same of all ways to write an address: no server that is in use tells letters of other case apart. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}

const dotless: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com']);

/** The same of all addresses that reach one letter box, as far as servers that are in use have it in common. */
export function foldedEmail(email: string): string {
  const [local = '', domain = ''] = emailKey(email).split('@');
  const plain = local.split('+')[0] ?? '';
  if (!dotless.has(domain)) return `${plain}@${domain}`;
  return `${plain.replaceAll('.', '')}@gmail.com`;
}
