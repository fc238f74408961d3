import type { Outbox } from '../mail/outbox.ts';
import type { Database } from '../postgres/database.ts';
import type { Passwords } from './passwords.ts';

/** What the functions of this room work with. */
export interface PeopleParts {
  database: Database;
  passwords: Passwords;
  /** Links begin with it. */
  publicUrl: string;
  /** Where letters are left; null: no mail is sent, and links are shown to whoever makes them. */
  outbox: Outbox | null;
  /** Null: nobody registers themselves. */
  registration: RegistrationTerms | null;
}

/** How people register themselves. */
export interface RegistrationTerms {
  /** What the account is given. */
  grantMicros: bigint;
  /** What they must know; null: nothing. */
  code: string | null;
  /** Of their mail addresses, in small letters; null: all. */
  domains: readonly string[] | null;
  /** How many within 24 hours from one network. */
  perDay: number;
}
