import { scopes, unlimitedKey, type Scope } from '../accounts/scopes.ts';
import type { AccountRole, OperatorRole } from '../postgres/tables.ts';

/** What people may do: a role is a set of scopes, so that a route asks for one thing only. */

export const accountRoles = [
  'owner',
  'developer',
  'billing',
  'viewer',
] as const satisfies readonly AccountRole[];
export const operatorRoles = [
  'admin',
  'finance',
  'support',
  'watcher',
] as const satisfies readonly OperatorRole[];

const ofAccount: Readonly<Record<AccountRole, readonly Scope[]>> = {
  owner: scopes.filter((scope) => scope !== 'persons:write'),
  developer: [...unlimitedKey, 'keys:read', 'keys:write'],
  billing: ['records:read'],
  viewer: ['tasks:read', 'assets:read', 'webhooks:read', 'records:read', 'requests:read'],
};

const ofOperator: Readonly<Record<OperatorRole, readonly Scope[]>> = {
  admin: ['persons:write'],
  finance: [],
  support: ['persons:write'],
  watcher: [],
};

/** Whether it is about an account, and not about the installation. */
export function isOfAccount(scope: Scope): boolean {
  return ofAccount.owner.includes(scope);
}

/** Of a person that acts for an account in one role, and is an operator in another; null: they have none. */
export function scopesOf(
  role: AccountRole | null,
  operatorRole: OperatorRole | null,
): ReadonlySet<Scope> {
  return new Set([
    ...(role === null ? [] : ofAccount[role]),
    ...(operatorRole === null ? [] : ofOperator[operatorRole]),
  ]);
}
