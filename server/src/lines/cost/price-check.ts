import { everyModel, sellersOf } from '../../dialects/catalogues.ts';
import { least } from '../../generation/extremes.ts';
import type { Model } from '../../generation/models.ts';
import type { Resolution } from '../../generation/request.ts';
import type { PriceBook } from '../../pricing/book.ts';
import { charge } from '../../pricing/quote.ts';
import { pricedOf, quoteFor } from '../../tasks/plan.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import { engineListCost } from '../book/ark-presets.ts';
import { combinationKinds, extremesOf, type CombinationKind } from './combinations.ts';
import { expectedCost, likelyMade, type Currencies } from './cost.ts';
import { modelFor } from '../routing/eligible.ts';
import type { Line } from '../book/line.ts';

/** What one combination of a model is sold for and what it costs, in the request in which it pays least. */
export interface Combination {
  model: string;
  dialects: readonly string[];
  family: string;
  resolution: Resolution;
  with: CombinationKind;
  seconds: number;
  /** As measured; 0 without. */
  inputSeconds: number;
  priceMicros: bigint;
  /** By the list of the engine's maker; null: it lists none. */
  listCostMicros: bigint | null;
  /** On the cheapest of the lines whose cost is known; null: there is none. */
  line: { name: string; costMicros: bigint } | null;
  /** In any request of the combination. */
  belowListCost: boolean;
  belowLineCost: boolean;
}

type CostedLine = Pick<Line, 'name' | 'dialect' | 'models'>;

export interface PriceCheckParts {
  book: PriceBook;
  /** Null: without any discount. */
  tier: string | null;
  lines: readonly CostedLine[];
  currencies: Currencies;
}

/** Every combination of every model that is sold. */
export function checkPrices(parts: PriceCheckParts): Combination[] {
  return everyModel.flatMap((model) =>
    model.limits.resolutions.flatMap((resolution) =>
      combinationKinds.flatMap((kind) => combinationOf(parts, model, resolution, kind) ?? []),
    ),
  );
}

interface Sale {
  request: PlannedRequest;
  priceMicros: bigint;
  listCostMicros: bigint | null;
  line: Combination['line'];
}

function combinationOf(
  parts: PriceCheckParts,
  model: Model,
  resolution: Resolution,
  kind: CombinationKind,
): Combination | null {
  const sales = extremesOf(model, resolution, kind).map((request) => saleOf(parts, model, request));
  const [worst] = sales.toSorted((one, other) => worth(one) - worth(other));
  if (worst === undefined) return null;
  const { request, ...money } = worst;
  return {
    model: model.name,
    dialects: sellersOf(model),
    family: request.family,
    resolution,
    with: kind,
    seconds: likelyMade(request).seconds,
    inputSeconds: pricedOf(request).videos.reduce((sum, { seconds }) => sum + seconds, 0),
    ...money,
    belowListCost: sales.some((sale) => isBelow(sale.priceMicros, sale.listCostMicros)),
    belowLineCost: sales.some(({ priceMicros, line }) =>
      isBelow(priceMicros, line && line.costMicros),
    ),
  };
}

function saleOf(parts: PriceCheckParts, model: Model, request: PlannedRequest): Sale {
  const quoted = quoteFor(parts.book, model, request, parts.tier);
  const listed = { cost: engineListCost(request.family) };
  return {
    request,
    priceMicros: charge(quoted, likelyMade(request)),
    listCostMicros: expectedCost(listed, request, parts.currencies),
    line: cheapest(parts, request),
  };
}

function cheapest({ lines, currencies }: PriceCheckParts, request: PlannedRequest): Sale['line'] {
  const known = lines.flatMap((line) => {
    const model = modelFor(line, request);
    const costMicros = 'reason' in model ? null : expectedCost(model, request, currencies);
    return costMicros === null ? [] : { name: line.name, costMicros };
  });
  return known.reduce<Sale['line']>(
    (least, one) => (least && least.costMicros <= one.costMicros ? least : one),
    null,
  );
}

function isBelow(priceMicros: bigint, costMicros: bigint | null): boolean {
  return costMicros !== null && priceMicros < costMicros;
}

/** How often the price pays the dearest cost that is known; the least is the worst sale. */
function worth({ priceMicros, listCostMicros, line }: Sale): number {
  const costs = [listCostMicros, line?.costMicros].filter((cost) => typeof cost === 'bigint');
  return least(costs.map((cost) => Number(priceMicros) / Number(cost)));
}
