/**
 * What a caller may do, in the words that keys are limited by. A person's role is a set of them as well, so that a
 * route asks for one thing only.
 */
export const scopes = [
  'tasks:read',
  'tasks:create',
  'tasks:cancel',
  'assets:read',
  'assets:write',
  'webhooks:read',
  'webhooks:write',
  /** Balance, prices, deductions, usage. */
  'records:read',
  /** The log of requests. */
  'requests:read',
  /** Budgets of the customer's own users. */
  'end-users:write',
  'keys:read',
  'keys:write',
  'members:read',
  'members:write',
  'account:write',
  'audit:read',
  /** Of operators: to help people sign in. */
  'persons:write',
] as const;
export type Scope = (typeof scopes)[number];

/** What a key may hold: whatever programs do. People, and what other keys may, are for people. */
export const keyScopes: readonly Scope[] = scopes.slice(0, scopes.indexOf('keys:read'));

/** Of a key that is not limited. */
export const unlimitedKey: ReadonlySet<Scope> = new Set(keyScopes);
