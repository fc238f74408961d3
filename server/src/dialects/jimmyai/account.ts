/** Files, balances and the price catalogue: all that is told in coins and as numbers. */
import { creditsOf, microsOf } from '../../generation/money.ts';
import { resolutions } from '../../generation/request.ts';
import type { Resolution } from '../../generation/request.ts';
import { neededId, typedOperation, unsayable } from '../codec.ts';
import type { Loose } from '../loosely.ts';
import type { ModelOffer, ModelReport } from '../mechanism.ts';
import { ourWord } from '../values.ts';
import { enveloped, catalogPath, okNumber } from './envelope.ts';
import * as wire from './wire.ts';

/** A coin is worth a dollar, and so are so many credits. */
const creditsPerCoin = 40;

function coinsOf(micros: bigint): number {
  return creditsOf(micros) / creditsPerCoin;
}

function microsOfCoins(coins: number | null | undefined): bigint | undefined {
  return microsOf((coins ?? Number.NaN) * creditsPerCoin);
}

const upload = typedOperation({
  does: 'assetUpload',
  method: 'POST',
  path: '/api/open-api/v1/files/upload',
  takes: 'form',
  status: 200,
  // 100 MB of file are documented; what stands around it in a form is little.
  bodyBytesMax: 101 * 1024 * 1024,
  asks: {
    schemas: { body: wire.upload },
    decode: ({ body }) => ({ upload: body.file }),
    encode: ({ upload: file, expiresSeconds }) =>
      expiresSeconds === undefined
        ? { body: { file } }
        : unsayable('JimmyAI is not told how long a file is kept'),
  },
  answers: {
    schema: wire.uploaded,
    encode: ({ url, name, bytes, contentType }) =>
      enveloped(okNumber, {
        url: url ?? '',
        filename: name,
        size: bytes ?? 0,
        mime_type: contentType ?? '',
      }),
    decode: ({ data }) => ({ url: neededId(data?.url, 'data.url') }),
  },
});

const balance = typedOperation({
  does: 'balance',
  method: 'GET',
  path: '/api/open-api/v1/user/balance',
  status: 200,
  asks: { schemas: {}, decode: () => ({}), encode: () => ({}) },
  answers: {
    schema: wire.balance,
    // There, what is used stays in the balance, and whatever cannot be spent counts as used.
    encode: ({ balanceMicros, availableMicros, chargedMicros }) => {
      const sumMicros = balanceMicros + chargedMicros;
      return enveloped(okNumber, {
        balance: coinsOf(sumMicros),
        used_coin: coinsOf(sumMicros - availableMicros),
        available: coinsOf(availableMicros),
      });
    },
    decode: ({ data }) => ({ availableMicros: microsOfCoins(data?.available) }),
  },
});

const keyBalance = typedOperation({
  does: 'keyBalance',
  method: 'GET',
  path: '/api/open-api/v1/key/balance',
  status: 200,
  asks: { schemas: {}, decode: () => ({}), encode: () => ({}) },
  answers: {
    schema: wire.keyBalance,
    // No key has a quota of its own here.
    encode: ({ name, chargedMicros }) =>
      enveloped(okNumber, {
        name,
        total_quota: 0,
        used_quota: coinsOf(chargedMicros),
        available_quota: 0,
        unlimited: true,
      }),
    decode: ({ data }) => ({ chargedMicros: microsOfCoins(data?.used_quota) }),
  },
});

const billingOf = {
  second: 'per_second',
  task: 'per_task',
  million_tokens: 'per_million_tokens',
} as const satisfies Record<ModelOffer['per'], wire.CatalogItem['billing_type']>;

type Rates = ModelOffer['rateMicros'];
type Prices = wire.CatalogItem['prices'];

function pricesOf(rates: Rates): Prices {
  const prices: Prices = {};
  for (const resolution of resolutions) {
    const micros = rates[resolution];
    if (micros !== undefined) prices[resolution] = coinsOf(micros);
  }
  return prices;
}

function ratesOf(prices: Partial<Record<Resolution, number | null>> | null | undefined): Rates {
  const rates: Rates = {};
  for (const resolution of resolutions) {
    const micros = microsOfCoins(prices?.[resolution]);
    if (micros !== undefined) rates[resolution] = micros;
  }
  return rates;
}

function encodeOffer(offer: ModelOffer): wire.CatalogItem {
  const { rateMicrosWithVideo: withVideo } = offer;
  return {
    model: offer.id,
    name: offer.title,
    model_type: 'videos',
    billing_type: billingOf[offer.per],
    prices: pricesOf(offer.rateMicros),
    video_prices: withVideo && pricesOf(withVideo),
  };
}

function decodeOffer(told: Loose<wire.CatalogItem>): ModelReport[] {
  if (!told.model) return [];
  const { video_prices: withVideo } = told;
  return [
    {
      id: told.model,
      title: told.name ?? undefined,
      per: ourWord(billingOf, told.billing_type),
      rateMicros: ratesOf(told.prices),
      rateMicrosWithVideo: withVideo ? ratesOf(withVideo) : withVideo,
    },
  ];
}

const catalog = typedOperation({
  does: 'models',
  method: 'GET',
  path: catalogPath,
  open: true,
  status: 200,
  asks: {
    schemas: { query: wire.catalogQuery },
    decode: ({ query: { search } }) => ({ search }),
    encode: ({ search }) => ({ query: { search } }),
  },
  answers: {
    schema: wire.catalog,
    encode: (offers) => enveloped(okNumber, { list: offers.map(encodeOffer) }),
    decode: ({ data }) => (data?.list ?? []).flatMap(decodeOffer),
  },
});

export const accountOperations = [upload, balance, keyBalance, catalog] as const;
