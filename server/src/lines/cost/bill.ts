import { decimalToMicros } from '../../generation/money.ts';
/**
 * An upstream's own bill beside our attempts: what it bills that we know nothing of, what it does not bill,
 * and where the two disagree. Pure.
 */

/** What the bill says of a task there. Several entries of one id are added up. */
export interface BillEntry {
  upstreamId: string;
  /** Millionths of what is billed: of the bill's money, or of tokens. */
  micros: bigint;
}

/** An attempt of ours, in the bill's measure. */
export interface OurEntry {
  upstreamId: string;
  taskId: string;
  /** Null: we do not know. */
  micros: bigint | null;
  /** It succeeded in the time of the bill, so it should be in it. */
  isDue: boolean;
}

export interface BillReport {
  agreed: number;
  /** Billed, and of no attempt of ours. */
  orphans: BillEntry[];
  /** Due, and not billed. */
  missing: OurEntry[];
  different: { upstreamId: string; taskId: string; billedMicros: bigint; ourMicros: bigint }[];
  /** Billed, where we do not know what it is to cost. */
  unknown: BillEntry[];
}

/** Amounts that are no further apart than `toleranceMicros` agree: bills are rounded. */
export function compareBill(
  billed: readonly BillEntry[],
  ours: readonly OurEntry[],
  toleranceMicros: bigint,
): BillReport {
  const report: BillReport = { agreed: 0, orphans: [], missing: [], different: [], unknown: [] };
  const known = new Map(ours.map((one) => [one.upstreamId, one]));
  for (const entry of billed) {
    const { upstreamId, micros } = entry;
    const own = known.get(upstreamId);
    if (!own) report.orphans.push(entry);
    else if (own.micros === null) report.unknown.push(entry);
    else if (distance(micros, own.micros) <= toleranceMicros) report.agreed += 1;
    else {
      const { taskId, micros: ourMicros } = own;
      report.different.push({ upstreamId, taskId, billedMicros: micros, ourMicros });
    }
  }
  const inBill = new Set(billed.map(({ upstreamId }) => upstreamId));
  report.missing = ours.filter((one) => one.isDue && !inBill.has(one.upstreamId));
  return report;
}

function distance(one: bigint, other: bigint): bigint {
  return one < other ? other - one : one - other;
}

/** What of a file cannot be taken for a bill. */
export class BillError extends Error {
  override readonly name = 'BillError';
}

export interface BillColumns {
  id: string;
  /** Of amounts or tokens. */
  value: string;
}

export interface Bill {
  entries: BillEntry[];
  /** The most decimals that a value is written with: so finely it is rounded. */
  decimals: number;
}

/**
 * Reads a table: CSV with a row of names, a JSON array of objects, or a JSON object a line.
 * @throws {BillError} at the first row that it cannot read, so that nothing is passed over.
 */
export function readBill(text: string, { id, value }: BillColumns): Bill {
  const sums = new Map<string, bigint>();
  let decimals = 0;
  for (const { place, fields } of readTable(text.replace(/^\uFEFF/u, ''))) {
    const upstreamId = fields.get(id)?.trim() ?? '';
    const written = fields.get(value)?.trim() ?? '';
    if (upstreamId === '') throw new BillError(`${place}: has no ${id}`);
    const micros = decimalToMicros(written);
    if (micros === null) {
      throw new BillError(
        `${place}: ${value} is "${written.slice(0, 40)}": it must be a plain number such as 108900 or 5.0094`,
      );
    }
    decimals = Math.max(decimals, written.split('.')[1]?.length ?? 0);
    sums.set(upstreamId, (sums.get(upstreamId) ?? 0n) + micros);
  }
  const entries = [...sums].map(([upstreamId, micros]) => ({ upstreamId, micros }));
  return { entries, decimals };
}

/** Half of the last decimal that the bill shows. */
export function toleranceOf({ decimals }: Pick<Bill, 'decimals'>): bigint {
  return 10n ** BigInt(6 - decimals) / 2n;
}

interface Row {
  /** For errors. */
  place: string;
  fields: ReadonlyMap<string, string>;
}

function readTable(text: string): Row[] {
  return /^\s*[[{]/u.test(text) ? readJson(text) : readCsv(text);
}

function readJson(text: string): Row[] {
  const isArray = text.trimStart().startsWith('[');
  const parts = isArray ? [text] : text.split('\n').filter((line) => line.trim() !== '');
  const values = parts.flatMap((part, index): unknown[] => {
    let value: unknown;
    try {
      value = JSON.parse(part);
    } catch {
      throw new BillError(`${isArray ? 'the file' : `line ${String(index + 1)}`}: is not JSON`);
    }
    return isArray && Array.isArray(value) ? value : [value];
  });
  return values.map((value, index) => {
    const place = `entry ${String(index + 1)}`;
    if (typeof value !== 'object' || value === null) throw new BillError(`${place}: is no object`);
    const fields = Object.entries(value).flatMap(([name, one]: [string, unknown]) =>
      typeof one === 'string' || typeof one === 'number' ? [[name, String(one)] as const] : [],
    );
    return { place, fields: new Map(fields) };
  });
}

function readCsv(text: string): Row[] {
  const [names, ...rows] = csvRows(text);
  if (!names) throw new BillError('the file: is empty');
  return rows.map((cells, index) => {
    const place = `row ${String(index + 2)}`;
    if (cells.length !== names.length) {
      throw new BillError(
        `${place}: has ${String(cells.length)} columns, and the first row names ${String(names.length)}`,
      );
    }
    return { place, fields: new Map(names.map((name, at) => [name.trim(), cells[at] ?? ''])) };
  });
}

/** A cell, bare or in quotes, and what ends it. Source: RFC 4180. */
const cellForm = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/uy;

function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  cellForm.lastIndex = 0;
  while (cellForm.lastIndex < text.length || cells.length > 0) {
    const found = cellForm.exec(text);
    if (!found) throw new BillError(`row ${String(rows.length + 1)}: has a stray quotation mark`);
    const [, quoted, bare = '', end = ''] = found;
    cells.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ',') continue;
    if (cells.length > 1 || cells[0] !== '') rows.push(cells);
    cells = [];
  }
  return rows;
}
