import type { Line } from '../../lines/book/line.ts';
import { checkPrices, type Combination } from '../../lines/cost/price-check.ts';
import type { App } from '../../boot/compose.ts';
import { microsToHundredths } from '../../generation/money.ts';

/** What would be sold for less than it costs on these lines, the worst first. */
export function soldBelow(
  { book, currencies }: App,
  lines: readonly Pick<Line, 'name' | 'dialect' | 'models'>[],
): Combination[] {
  const all = checkPrices({ book, tier: null, lines, currencies });
  return all.filter(({ belowLineCost }) => belowLineCost).toSorted((a, b) => share(a) - share(b));
}

function share({ priceMicros, line }: Combination): number {
  return line === null ? Infinity : Number(priceMicros) / Number(line.costMicros);
}

/** Each once. */
export function modelsIn(combinations: readonly Combination[]): string[] {
  return [...new Set(combinations.map(({ model }) => model))];
}

/** A sentence where there is something to warn of. */
export function warningOf(below: readonly Combination[]): string[] {
  const [worst] = below;
  if (!worst?.line) return [];
  const models = modelsIn(below).length;
  const are = models === 1 ? '1 model is' : `${String(models)} models are`;
  const price = microsToHundredths(worst.priceMicros);
  const cost = microsToHundredths(worst.line.costMicros);
  const plain = worst.with === 'text' ? '' : ` with ${worst.with}`;
  return [
    `${are} sold below what they cost there, such as ${worst.model} at ${worst.resolution}${plain}: ${price} credits for what costs ${cost}. "filmgate prices check --below" shows all.`,
  ];
}
