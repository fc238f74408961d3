import type { FinishedLetter } from '../letters.ts';

const common = { to: 'ada@people.example', language: 'en' } as const;
const account = { ...common, accountName: 'The shop', url: 'https://films.example/here' };
const link = 'https://films.example/sign-in/reset#token=mXq3Tzq0wYB1n7cJrV5aP8dLk2hEsG4u';

/** One of each kind. */
export const someLetters: readonly FinishedLetter[] = [
  {
    ...common,
    ...{ kind: 'invitation', accountName: 'The shop', by: 'bo@people.example' },
    ...{ role: 'viewer', link, days: 7 },
  },
  { ...common, kind: 'reset', link, minutes: 30 },
  { ...common, kind: 'registration', link, hours: 24 },
  { ...common, kind: 'registered_before', url: 'https://films.example/sign-in' },
  { ...account, kind: 'low_balance', left: '3.5', below: '10' },
  { ...account, kind: 'endpoint_disabled', endpoint: 'https://receiver.example/x', why: 'gone' },
  { ...account, kind: 'price_change', version: '2026-12' },
  { ...account, kind: 'retention', days: 400 },
  {
    ...common,
    ...{ kind: 'sign_in', address: '192.0.2.7', browser: 'a browser', at: '2026-12-01T00:00:00Z' },
  },
];
