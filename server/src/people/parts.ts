import type { Database } from '../postgres/database.ts';
import type { Passwords } from './passwords.ts';

/** What the functions of this room work with. */
export interface PeopleParts {
  database: Database;
  passwords: Passwords;
  /** Links begin with it. */
  publicUrl: string;
}
