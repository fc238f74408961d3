import { z } from 'zod';
import type { Database } from '../../../postgres/database.ts';
import { languages, type Language } from '../../../generation/problem-texts.ts';
import { refuse } from '../../../generation/problems.ts';
import { listMonths, readStatement } from '../../../tasks/records/statements.ts';
import { tableFiles } from '../../../tasks/records/tables/table-file.ts';
import { csvType } from '../csv-file.ts';
import { jsonRoute, pageOf, type PlatformRoute, type RouteFile } from '../route.ts';
import {
  monthJson,
  monthSchema,
  statementJson,
  statementSchema,
  type StatementJson,
} from './statement-json.ts';
import { statementPage, statementPagePolicy } from './statement-page.ts';
import { statementCsv, statementWorkbook } from './statement-tables.ts';

/** What an account was charged, month by month. */

const xlsxType = tableFiles.xlsx.type;
const htmlType = 'text/html';

const formats = ['json', 'csv', 'xlsx', 'html'] as const;
const nameCharactersMost = 100;

const query = z.strictObject({
  metadata: z
    .string()
    .min(1)
    .max(nameCharactersMost)
    .optional()
    .describe('A name of the metadata, by whose values it is told as well.'),
  format: z
    .enum(formats)
    .optional()
    .describe('`xlsx` is for Excel, `html` a page that prints; `json` unless told.'),
  language: z
    .enum(languages)
    .optional()
    .describe('Of the page and the workbook; by `Accept-Language` unless told.'),
});

const monthPath = z.strictObject({
  month: z
    .string()
    .regex(/^20\d\d-(?:0[1-9]|1[0-2])$/u, { error: 'must be a month such as 2026-11' })
    .meta({ examples: ['2026-11'] }),
});

export function statementRoutes({
  database,
}: {
  database: Pick<Database, 'lists'>;
}): PlatformRoute[] {
  const read = async (accountId: string, month: string, metadata?: string) => {
    const metadataName = metadata ?? null;
    const found = await readStatement(database, { accountId, month, metadataName });
    if (found) return statementJson(found);
    throw refuse(
      'invalid_parameter',
      `month: the account had nothing in ${month}; GET /platform/v1/statements lists its months.`,
      { field: 'month' },
    );
  };
  return [
    jsonRoute({
      method: 'GET',
      path: '/statements',
      summary: 'List the months of which there are statements, the newest first',
      needs: 'records:read',
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: pageOf(monthSchema) },
      refuses: ['overloaded'],
      act: async ({ accountId }) => ({
        data: (await listMonths(database, accountId)).map(monthJson),
        nextCursor: null,
      }),
    }),
    jsonRoute({
      method: 'GET',
      path: '/statements/{month}',
      summary: 'Read what a month came to, by key, member and end user',
      needs: 'records:read',
      asks: { path: monthPath, query },
      answers: { status: 200, schema: statementSchema },
      refuses: ['overloaded'],
      act: async ({ accountId }, { path: { month }, query: { metadata } }) =>
        read(accountId, month, metadata),
      files: {
        types: [csvType, xlsxType, htmlType],
        async make({ accountId }, { path: { month }, query: asked }, asking) {
          const { format = 'json', metadata = null, language = asking.language } = asked;
          if (format === 'json') return null;
          const statement = await read(accountId, month, metadata ?? undefined);
          return fileOf(statement, { format, language, metadataName: metadata });
        },
      },
    }),
  ];
}

interface Form {
  format: 'csv' | 'xlsx' | 'html';
  language: Language;
  metadataName: string | null;
}

async function fileOf(
  statement: StatementJson,
  { format, language, metadataName }: Form,
): Promise<RouteFile> {
  const name = `filmgate-statement-${statement.month}.${format}`;
  switch (format) {
    case 'csv':
      return {
        name,
        type: `${csvType}; charset=utf-8`,
        body: statementCsv(statement, metadataName),
      };
    case 'xlsx':
      return {
        name,
        type: xlsxType,
        body: await statementWorkbook(statement, language, metadataName),
      };
    case 'html':
      return {
        name,
        type: `${htmlType}; charset=utf-8`,
        body: statementPage(statement, language, metadataName),
        contentSecurityPolicy: statementPagePolicy,
      };
  }
}
