import writeXlsxFile, { type Cell, type Sheet } from 'write-excel-file/node';
import type { Language } from '../../../generation/problem-texts.ts';
import { csvOf, type CsvCell } from '../../../tasks/records/tables/csv.ts';
import { cellText } from '../../../tasks/records/tables/xml-text.ts';
import type { StatementJson, StatementLineJson } from './statement-json.ts';
import { lineName, sectionsOf, wordsOf } from './statement-words.ts';

const columns = ['films', 'seconds', 'tokens', 'chargedCredits', 'refundedCredits', 'totalCredits'];

function numbersOf(line: Omit<StatementLineJson, 'id' | 'name' | 'others'>): number[] {
  const { films, seconds, tokens, chargedCredits, refundedCredits, totalCredits } = line;
  return [films, seconds, tokens, chargedCredits, refundedCredits, totalCredits];
}

/** One table: what each line tells apart stands before it. Its words are those of the API. */
export function statementCsv(statement: StatementJson, metadataName: string | null): string {
  const line =
    (by: string) =>
    (one: StatementLineJson): CsvCell[] => [
      ...[by, one.id, one.others > 0 ? `(${String(one.others)} others)` : one.name],
      ...numbersOf(one),
    ];
  return csvOf(
    ['by', 'id', 'name', ...columns],
    [
      ['month', statement.month, statement.account.name, ...numbersOf(statement)],
      ...statement.byKey.map(line('key')),
      ...statement.byMember.map(line('member')),
      ...statement.byEndUser.map(line('endUser')),
      ...(statement.byMetadata ?? []).map(line(`metadata.${metadataName ?? ''}`)),
    ],
  );
}

const bold = { fontWeight: 'bold' } as const;

/** Always a text, whatever it looks like: nothing in it is a formula. */
function text(value: string): Cell {
  return { value: cellText(value), type: String };
}

function count(value: number): Cell {
  return { value, type: Number, format: '#,##0' };
}

function amount(value: number): Cell {
  return { value, type: Number, format: '#,##0.00####' };
}

function heads(words: readonly string[]): Cell[] {
  return words.map((value) => ({ value, type: String, ...bold }));
}

/** A workbook: what the month came to, and a sheet for each way to tell it apart. */
export function statementWorkbook(
  statement: StatementJson,
  language: Language,
  metadataName: string | null,
): Promise<Buffer> {
  const say = wordsOf(language);
  const { account, month, timeZone, from, to, isOver } = statement;
  const facts: Cell[][] = [
    [text(say.account), text(account.name)],
    [text(say.id), text(account.id)],
    [text(say.statement), text(month)],
    [text(say.zone), text(timeZone)],
    [text(from), text(to)],
    ...(isOver ? [] : [[text(say.open)]]),
    [text(say.opening), amount(statement.openingCredits)],
    [text(say.charged), amount(-statement.chargedCredits)],
    [text(say.refunded), amount(statement.refundedCredits)],
    [text(say.other), amount(statement.otherCredits)],
    [text(isOver ? say.closing : say.now), amount(statement.closingCredits)],
    [text(say.credits)],
  ];
  const head = [say.name, say.id, say.films, say.seconds, say.tokens, say.charged, say.refunded];
  const sections = sectionsOf(statement, language, metadataName).map(
    ({ title, lines }): Sheet<never> => ({
      sheet: sheetName(title),
      columns: widths,
      stickyRowsCount: 1,
      data: [heads([...head, say.total]), ...lines.map((line) => cellsOf(line, language))],
    }),
  );
  const first = { sheet: sheetName(`${say.statement} ${month}`), columns: factWidths, data: facts };
  return writeXlsxFile([first, ...sections]).toBuffer();
}

const factWidths = [{ width: 28 }, { width: 40 }];
const widths = [{ width: 28 }, { width: 38 }, ...Array.from({ length: 6 }, () => ({ width: 14 }))];

function cellsOf(line: StatementLineJson, language: Language): Cell[] {
  const [films = 0, seconds = 0, tokens = 0, ...amounts] = numbersOf(line);
  return [
    text(lineName(line, language)),
    text(line.id ?? ''),
    ...[films, seconds, tokens].map(count),
    ...amounts.map(amount),
  ];
}

const sheetNameCharactersMost = 31;

/** As tables take them. */
function sheetName(title: string): string {
  const name = cellText(title)
    .replaceAll(/[\\/?*[\]:']/gu, ' ')
    .trim();
  return Array.from(name).slice(0, sheetNameCharactersMost).join('');
}
