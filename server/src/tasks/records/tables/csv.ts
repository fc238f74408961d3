/** Tables as CSV that opens right where tables are opened, and in which nothing is ever a formula. */

export type CsvCell = string | number | boolean | null;

/** By which programs know UTF-8. */
const byteOrderMark = '\uFEFF';

/** A text that begins so is taken for a formula, in the wide forms as well. */
const formula = /^\s*[=+\-@＝＋－＠|]|^[\t\r\n]/u;

/** Within a text: what other settings of such programs take for the end of a cell or of a line, with what is around it. */
const between = /[\s";]+/gu;
const cellEnd = /[;\t\r\n]/u;

/** No formula begins behind what might end a cell, either. */
function withoutLaterFormulas(text: string): string {
  return text.replace(between, (run, at: number) => {
    const isBegun = cellEnd.test(run) && formula.test(text.charAt(at + run.length));
    return isBegun ? `${run}'` : run;
  });
}

/** An order's number is no number: as one it would lose its zeros and its last digits. */
const likeNumber = /^[\s]*(?:0\d+|\d{12,}|\d+[eE]\d+)[\s]*$/u;

export function csvOf(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return byteOrderMark + csvRows([head, ...rows]);
}

/** What goes on where a table ended. */
export function csvRows(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const later = withoutLaterFormulas(cell);
  const safe = formula.test(cell) || likeNumber.test(cell) ? `'${later}` : later;
  return /[",;\r\n\t]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With the offset of the zone, such as `2026-11-21T16:00:00+08:00`. */
export function timeInZone(atMs: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en', { ...timeParts, timeZone });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const offset = part('timeZoneName').replace('GMT', '');
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  return `${day}T${part('hour')}:${part('minute')}:${part('second')}${offset === '' ? '+00:00' : offset}`;
}

const timeParts: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'longOffset',
};

/** `filmgate-usage-Asia-Shanghai-2026-12-01.csv`: what it holds, and in which zone its times are. */
export function tableName(what: string, timeZone: string, atMs: number, ending: string): string {
  const day = timeInZone(atMs, timeZone).slice(0, dayCharacters);
  return `filmgate-${what}-${timeZone.replaceAll(/[^\w+-]/gu, '-')}-${day}.${ending}`;
}

const dayCharacters = 10;
