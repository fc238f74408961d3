import type { Database } from '../../../postgres/database.ts';
import { usageJson, usageSchema } from '../usage-json.ts';
import { readUsage, type UsageQuestion } from '../usage.ts';
import type { RecordTable } from './record-table.ts';

export const usageHead = Object.keys(usageSchema.shape);

const dayMs = 86_400_000;
const isoDayCharacters = 10;

/** Usage of each day by itself, so that each page is of one, and as long as that is. */
export function usageTable(
  database: Pick<Database, 'lists'>,
  question: UsageQuestion,
): RecordTable {
  return {
    head: usageHead,
    async read({ cursor }) {
      const day = cursor ?? question.from;
      const by = new Set([...question.by, 'day' as const]);
      const rows = await readUsage(database, { ...question, from: day, to: day, by });
      const following = new Date(Date.parse(day) + dayMs).toISOString().slice(0, isoDayCharacters);
      return {
        rows: rows.map((row) => Object.values(usageJson(row))),
        next: following <= question.to ? following : null,
      };
    },
  };
}
