import { studioName } from '../../work/queues.ts';
import { readMargins, type Margin } from '../../lines/cost/margins.ts';
import { printAnswer, readDatabase, type CommandContext } from '../command.ts';
import { toTime } from '../period.ts';
import { inColumns } from '../table.ts';
import { requireLine } from './parts.ts';
import { microsToHundredths } from '../../generation/money.ts';

export interface CostsOptions {
  line?: string;
  since?: Date;
}

/** What was charged and what it cost, by line and family. */
export async function showCosts(context: CommandContext, options: CostsOptions): Promise<void> {
  await readDatabase(context, async ({ database }) => {
    const { line, since = toTime('30d')('UTC') } = options;
    const lineId =
      line === undefined || line === studioName
        ? (line ?? null)
        : (await requireLine(database, line)).line.id;
    const margins = await readMargins(database, { since, lineId });
    const text =
      margins.length === 0
        ? `Nothing has ended since ${since.toISOString()}.`
        : inTable(margins, since);
    printAnswer(context, { since: since.toISOString(), margins }, text);
  });
}

function inTable(margins: readonly Margin[], since: Date): string {
  const table = inColumns([
    ['LINE', 'MODEL', 'TASKS', 'CHARGED', 'COST', 'ABSORBED', 'MARGIN', 'SHARE', 'UNKNOWN COST'],
    ...margins.map((one) => [
      one.line,
      one.family,
      String(one.tasks),
      microsToHundredths(one.chargedMicros),
      microsToHundredths(one.costMicros),
      microsToHundredths(one.absorbedMicros),
      microsToHundredths(one.marginMicros),
      one.marginThousandths === null ? '-' : `${(one.marginThousandths / 10).toFixed(1)} %`,
      String(one.tasksOfUnknownCost),
    ]),
  ]);
  return `${table}\nIn credits, of what has ended since ${since.toISOString()}. Absorbed costs are of tasks that were cancelled or had failed before; tasks of unknown cost are not in the margin.`;
}
