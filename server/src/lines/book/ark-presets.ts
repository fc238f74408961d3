/**
 * The presets of Ark. Sources: the model lists, limits and price lists of Volcengine Ark and BytePlus
 * ModelArk, November 2026.
 */
import { families } from '../../generation/families.ts';
import type { FamilyName } from '../../generation/families.ts';
import type { Resolution } from '../../generation/request.ts';
import type { LineCost } from './line.ts';
import type { Preset } from './preset.ts';

interface ArkFamily {
  family: FamilyName;
  volcengine: string;
  byteplus: string;
  /** A million tokens without an input video, and with one where that is another price. */
  prices: readonly { at: readonly Resolution[]; CNY: ArkPrice; USD: ArkPrice }[];
}
type ArkPrice = readonly [plain: string, withVideo?: string];

const small = ['480p', '720p'] as const;
const upTo1080p = ['480p', '720p', '1080p'] as const;

export const arkFamilies: readonly ArkFamily[] = [
  {
    family: 'seedance-2.5',
    volcengine: 'doubao-seedance-2-5-260628',
    byteplus: 'dreamina-seedance-2-5-260628',
    prices: [
      { at: small, CNY: ['70', '42'], USD: ['10.70', '6.40'] },
      { at: ['1080p'], CNY: ['77', '46'], USD: ['11.70', '7.00'] },
    ],
  },
  {
    family: 'seedance-2.0',
    volcengine: 'doubao-seedance-2-0-260128',
    byteplus: 'dreamina-seedance-2-0-260128',
    prices: [
      { at: small, CNY: ['46', '28'], USD: ['7.00', '4.30'] },
      { at: ['1080p'], CNY: ['51', '31'], USD: ['7.70', '4.70'] },
      { at: ['4k'], CNY: ['26', '16'], USD: ['4.00', '2.40'] },
    ],
  },
  {
    family: 'seedance-2.0-fast',
    volcengine: 'doubao-seedance-2-0-fast-260128',
    byteplus: 'dreamina-seedance-2-0-fast-260128',
    prices: [{ at: small, CNY: ['37', '22'], USD: ['5.60', '3.30'] }],
  },
  {
    family: 'seedance-2.0-mini',
    volcengine: 'doubao-seedance-2-0-mini-260615',
    byteplus: 'dreamina-seedance-2-0-mini-260615',
    prices: [{ at: small, CNY: ['23', '14'], USD: ['3.50', '2.10'] }],
  },
  {
    family: 'seedance-1.0-pro',
    volcengine: 'doubao-seedance-1-0-pro-250528',
    byteplus: 'seedance-1-0-pro-250528',
    prices: [{ at: upTo1080p, CNY: ['15'], USD: ['2.50'] }],
  },
  {
    family: 'seedance-1.0-pro-fast',
    volcengine: 'doubao-seedance-1-0-pro-fast-251015',
    byteplus: 'seedance-1-0-pro-fast-251015',
    prices: [{ at: upTo1080p, CNY: ['4.2'], USD: ['1.00'] }],
  },
];

/** The flex tier costs half. */
const flexHalf = { when: 'flex', factorThousandths: 500 } as const;

function arkCost({ family, prices }: ArkFamily, unit: 'CNY' | 'USD'): LineCost {
  const rates: LineCost['rates'] = {};
  const ratesWithVideo: LineCost['rates'] = {};
  for (const price of prices) {
    const [plain, withVideo] = price[unit];
    for (const resolution of price.at) {
      rates[resolution] = `${plain} ${unit}`;
      if (withVideo !== undefined) ratesWithVideo[resolution] = `${withVideo} ${unit}`;
    }
  }
  const hasVideo = Object.keys(ratesWithVideo).length > 0;
  return {
    per: 'million_tokens',
    rates,
    ...(hasVideo ? { ratesWithVideo } : {}),
    ...(families[family].limits.flex ? { extras: [flexHalf] } : {}),
  };
}

/**
 * What the maker of the engine lists for a family: in USD, the unit of our own prices, so that it does not
 * move with an exchange rate. Null: nothing.
 */
export function engineListCost(family: FamilyName): LineCost | null {
  const found = arkFamilies.find((one) => one.family === family);
  return found ? arkCost(found, 'USD') : null;
}

interface ArkRegion {
  title: string;
  baseUrl: string;
  names: 'volcengine' | 'byteplus';
  unit: 'CNY' | 'USD';
}

/**
 * Limits count per main account and model; individuals may run 3 tasks and make 180 calls a minute. Of 4k
 * everybody runs one at once. "Only succeeded tasks are billed" stands with the prices.
 */
const arkAccounts = {
  enterprise: { tasksMax: 10, createsASecond: 10 },
  individual: { tasksMax: 3, createsASecond: 3 },
} as const;

export function ark(region: ArkRegion, account: keyof typeof arkAccounts): Preset {
  const { tasksMax, createsASecond } = arkAccounts[account];
  return {
    title: `${region.title}, ${account} account`,
    dialect: 'ark',
    baseUrl: region.baseUrl,
    models: arkFamilies.map((one) => ({
      family: one.family,
      upstreamName: one[region.names],
      tasksMax,
      ...(one.prices.some(({ at }) => at.includes('4k')) ? { tasksMaxAt: { '4k': 1 } } : {}),
      cost: arkCost(one, region.unit),
      billsOnlySuccesses: true,
    })),
    namesEndpoints: true,
    unknown: { tasksMax, billsOnlySuccesses: true },
    callRates: { create: createsASecond, get: 20, list: 1, cancel: 20 },
  };
}

export const volcengine: ArkRegion = {
  title: 'Volcengine Ark',
  baseUrl: 'https://ark.cn-beijing.volces.com',
  names: 'volcengine',
  unit: 'CNY',
};
export const byteplus: ArkRegion = {
  title: 'BytePlus ModelArk, Asia Pacific',
  baseUrl: 'https://ark.ap-southeast.bytepluses.com',
  names: 'byteplus',
  unit: 'USD',
};
