import type { GetBalanceAnswer, Key, Notice } from '../../../../client/src/api-types.ts';

/** Something that wants somebody, the most urgent first. */
export type Need =
  | { kind: Notice['kind']; id: string; since: string }
  | { kind: 'balance_ends'; id: string; days: number; dailyCredits: number }
  | { kind: 'key_expires'; id: string; name: string; at: string }
  | { kind: 'key_budget'; id: string; name: string; percent: number };

const dayMs = 86_400_000;
const soonDays = 14;
const keyDays = 7;
const fullFrom = 0.85;
const shownMost = 5;

const urgency: Readonly<Record<Need['kind'], number>> = {
  account_suspended: 0,
  low_balance: 1,
  endpoint_disabled: 2,
  key_budget: 3,
  key_expires: 4,
  balance_ends: 5,
  price_change: 6,
  retention: 7,
};

interface Known {
  notices: readonly Notice[];
  forecast: GetBalanceAnswer['forecast'];
  keys: readonly Key[];
  now: number;
}

export function needsOf({ notices, forecast, keys, now }: Known): Need[] {
  const needs: Need[] = notices.map(({ kind, id, since }) => ({ kind, id, since }));
  if (forecast && forecast.lastsDays !== null && forecast.lastsDays <= soonDays) {
    const { lastsDays, dailyCredits } = forecast;
    needs.push({
      kind: 'balance_ends',
      id: 'balance',
      days: Math.floor(lastsDays),
      dailyCredits,
    });
  }
  for (const { id, name, state, expiresAt, limits } of keys) {
    if (state !== 'active') continue;
    if (expiresAt !== null && Date.parse(expiresAt) - now < keyDays * dayMs) {
      needs.push({ kind: 'key_expires', id: `${id}-expiry`, name, at: expiresAt });
    }
    const budget = limits.find(({ of, limit }) => of === 'key' && limit === 'budget');
    const share = budget && budget.most > 0 ? budget.used / budget.most : 0;
    if (share >= fullFrom) {
      needs.push({
        kind: 'key_budget',
        id: `${id}-budget`,
        name,
        percent: Math.floor(share * 100),
      });
    }
  }
  return needs.sort((one, other) => urgency[one.kind] - urgency[other.kind]).slice(0, shownMost);
}
