import { z } from 'zod';
import { idCharactersMost, modelName } from '../../dialects/bounds.ts';
import { resolutions } from '../../generation/request.ts';
import type { TaskView } from '../../generation/view.ts';
import type { Database } from '../../postgres/database.ts';
import { deductionJson, deductionSchema } from '../../tasks/records/deduction-json.ts';
import { findDeductions, type DeductionSearch } from '../../tasks/records/deductions.ts';
import { deductionTable } from '../../tasks/records/tables/deduction-table.ts';
import type { TaskRow } from '../../tasks/rows.ts';
import { csvFile, csvType, csvWords } from './csv-file.ts';
import {
  cursorOf,
  metadataFilter,
  pageUsual,
  pageWords,
  rangeWords,
  versionOf,
} from './filters.ts';
import { jsonRoute, pageOf, type PlatformRoute } from './route.ts';

export interface DeductionParts {
  database: Pick<Database, 'lists'>;
  viewOf(row: TaskRow): TaskView;
}

const filters = {
  model: modelName.optional(),
  keyId: z.string().max(idCharactersMost).optional(),
  dialect: z.string().max(idCharactersMost).optional(),
  endUser: z.string().max(idCharactersMost).optional(),
  resolution: z.enum(resolutions).optional(),
};
const filterQuery = z.object({ ...filters, ...rangeWords, ...csvWords }).catchall(z.unknown());
const query = filterQuery.extend(pageWords);

export function deductionRoutes({ database, viewOf }: DeductionParts): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/deductions',
      summary: 'List what videos were charged, the newest first',
      needs: 'records:read',
      // Beside these, `metadata.<name>`.
      asks: { query },
      answers: { status: 200, schema: pageOf(deductionSchema) },
      refuses: ['overloaded'],
      async act({ accountId }, { query: { limit = pageUsual, cursor, ...asked } }) {
        const page = { limit, before: versionOf(cursor) };
        const { deductions, next } = await findDeductions(database, {
          ...deductionsAsked(accountId, asked),
          ...page,
        });
        return {
          data: deductions.map((one) => deductionJson(one, viewOf)),
          nextCursor: cursorOf(next),
        };
      },
      files: {
        types: [csvType],
        make: async ({ accountId }, { query: { limit: _page, cursor: _from, ...asked } }) =>
          csvFile('deductions', asked, (timeZone) =>
            deductionTable(database, deductionsAsked(accountId, asked), timeZone),
          ),
      },
    }),
  ];
}

function deductionsAsked(
  accountId: string,
  asked: z.output<typeof filterQuery>,
): Omit<DeductionSearch, 'limit' | 'before'> {
  const {
    model,
    keyId,
    dialect,
    endUser,
    resolution,
    from,
    to,
    format: _form,
    timeZone: _zone,
    ...rest
  } = asked;
  return {
    accountId,
    model,
    keyId,
    dialect,
    endUser,
    resolution,
    metadata: metadataFilter(rest, Object.keys(query.shape)),
    fromMs: from,
    toMs: to,
  };
}
