import { expect, test } from 'vitest';
import { maySee, pageAt, pagePlaces } from './pages.ts';

const keyScopes = [
  'tasks:read',
  'tasks:create',
  'tasks:cancel',
  'assets:read',
  'assets:write',
  'webhooks:read',
  'webhooks:write',
  'records:read',
  'requests:read',
] as const;

test.each([
  ['developer', [...keyScopes, 'keys:read', 'keys:write'], []],
  ['billing', ['records:read'], ['playground', 'tasks', 'assets', 'keys', 'webhooks', 'logs']],
  [
    'viewer',
    ['tasks:read', 'assets:read', 'webhooks:read', 'records:read', 'requests:read'],
    ['playground', 'keys'],
  ],
] as const)('a %s does not see %j', (role, scopes, hidden) => {
  const session = { scopes: [...scopes], account: { id: 'a', name: 'A', role } };
  const unseen = pagePlaces.filter((page) => !maySee(page, session));
  expect(unseen.map(({ id }) => id)).toEqual(hidden);
});

test('an address belongs to the page of its first word', () => {
  expect(
    ['/', '/tasks/req_1', '/settings/members', '/nowhere'].map((path) => pageAt(path)?.id),
  ).toEqual(['overview', 'tasks', 'settings', undefined]);
});

test('no two pages have the same key', () => {
  const keys = pagePlaces.flatMap(({ key }) => key ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});
