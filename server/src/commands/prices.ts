import { bookTerms } from '../boot/load-price-book.ts';
import type { Command } from 'commander';
import { checkPrices, type Combination } from '../lines/cost/price-check.ts';
import { readLines } from '../lines/book/store.ts';
import { printAnswer, commandContext, readDatabase, type CommandContext } from './command.ts';
import { inColumns } from './table.ts';
import { bookOf, requireTier } from './tiers.ts';
import { creditsOf, microsToHundredths } from '../generation/money.ts';

/** Commands about what is sold at which price. */
export function addPriceCommands(prices: Command): void {
  prices
    .command('check')
    .description(
      'compare every price with the list cost of the engine, and with the cost of the lines',
    )
    .option('--tier <tier>', 'after the discount of this tier')
    .option('--below', 'show only what sells below its cost', false)
    .action(async (options: CheckOptions, command: Command) => {
      await showCheck(commandContext(command.optsWithGlobals()), options);
    });
}

interface CheckOptions {
  tier?: string;
  below: boolean;
}

async function showCheck(context: CommandContext, { tier, below }: CheckOptions): Promise<void> {
  const { config } = context;
  const book = bookOf(context);
  if (tier !== undefined) requireTier(book, tier);
  const lines = await readDatabase(
    context,
    async ({ database }) =>
      (await readLines(database)).flatMap(({ line }) =>
        line.enabled && !line.draining ? line : [],
      ),
    bookTerms(book),
  );
  const all = checkPrices({
    book,
    tier: tier ?? null,
    lines,
    currencies: { creditsPerUsd: book.creditsPerUsd, cnyPerUsdMicros: config.cnyPerUsdMicros },
  });
  const shown = below ? all.filter(isBelow) : all;
  const counts = {
    models: countModels(all),
    modelsBelowListCost: countModels(all.filter(({ belowListCost }) => belowListCost)),
    modelsBelowLineCost: countModels(all.filter(({ belowLineCost }) => belowLineCost)),
  };
  printAnswer(
    context,
    { book: book.version, tier: tier ?? null, ...counts, combinations: shown.map(inJson) },
    [...(shown.length > 0 ? [inTable(shown)] : []), ...sentences(counts, lines.length)].join('\n'),
  );
}

function isBelow({ belowListCost, belowLineCost }: Combination): boolean {
  return belowListCost || belowLineCost;
}

function countModels(combinations: readonly Combination[]): number {
  return new Set(combinations.map(({ dialects, model }) => `${dialects.join()} ${model}`)).size;
}

function inJson({ priceMicros, listCostMicros, line, ...one }: Combination) {
  return {
    ...one,
    price: creditsOf(priceMicros),
    listCost: listCostMicros === null ? null : creditsOf(listCostMicros),
    line: line && line.name,
    lineCost: line && creditsOf(line.costMicros),
  };
}

function inTable(combinations: readonly Combination[]): string {
  return inColumns([
    [
      ...['MODEL', 'SOLD IN', 'AT', 'WITH', 'PAYS LEAST', 'PRICE'],
      ...['LIST COST', 'MARGIN', 'LINE', 'COST', 'MARGIN', ''],
    ],
    ...combinations.map((one) => [
      one.model,
      one.dialects.join(','),
      one.resolution,
      one.with,
      shapeOf(one),
      microsToHundredths(one.priceMicros),
      ...costAndMargin(one.priceMicros, one.listCostMicros),
      one.line?.name ?? '-',
      ...costAndMargin(one.priceMicros, one.line?.costMicros ?? null),
      isBelow(one) ? 'below cost' : '',
    ]),
  ]);
}

/** `4 s of 15.13 s` */
function shapeOf({ seconds, inputSeconds }: Combination): string {
  const input = inputSeconds === 0 ? '' : ` of ${inputSeconds.toFixed(2)} s`;
  return `${String(seconds)} s${input}`;
}

function costAndMargin(priceMicros: bigint, costMicros: bigint | null): [string, string] {
  if (costMicros === null) return ['-', '-'];
  const share = Number(priceMicros - costMicros) / Number(priceMicros);
  const margin = priceMicros === 0n ? '-' : `${(share * 100).toFixed(1)} %`;
  return [microsToHundredths(costMicros), margin];
}

function sentences(
  { models, modelsBelowListCost, modelsBelowLineCost }: Record<string, number>,
  lines: number,
): string[] {
  const of = `of ${String(models)} models sell below`;
  return [
    `${String(modelsBelowListCost)} ${of} the list cost of their engine in some combination.`,
    ...(lines > 0
      ? [`${String(modelsBelowLineCost)} ${of} the cost of the cheapest line that takes them.`]
      : []),
    'In credits, of the request of each combination that pays its cost least.',
  ];
}
