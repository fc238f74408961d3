import { findAccount, type Account } from '../accounts/accounts.ts';
import type { Database } from '../postgres/database.ts';
import { CommandError } from './failure.ts';

/** By id or name. Throws CommandError. */
export async function requireAccount(database: Database, idOrName: string): Promise<Account> {
  const account = await findAccount(database, idOrName);
  if (!account) throw new CommandError(`--account: there is no account "${idOrName}"`);
  return account;
}
