import { expect } from 'vitest';

/** Whether a command answers as its page prints, but for what each run has of its own. */

export interface LikenessOptions {
  /** The figures must be the same too: they come from files of ours, and not from this run. */
  sameFigures: boolean;
}

/** Every printed line must be there, in this order; the page may leave others out. */
export function expectLike(
  actual: string,
  printed: readonly string[],
  options: LikenessOptions,
): void {
  const lines = actual.split('\n');
  let from = 0;
  for (const line of printed) {
    const patterns = cellsOf(line).map((cell) => patternOf(cell, options));
    const found = lines.findIndex((one, index) => {
      const cells = cellsOf(one);
      return (
        index >= from &&
        cells.length === patterns.length &&
        patterns.every((pattern, column) => pattern.test(cells[column] ?? ''))
      );
    });
    if (found < 0) expect.fail(`no line like\n${line}\nstands in its place in\n${actual}`);
    from = found + 1;
  }
}

/** Columns have two spaces between them. */
const cellsOf = (line: string): string[] => line.trim().split(/ {2,}/u);

const time = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
/** An id may be cut short in print; its prefix must be the same. */
const id = String.raw`\b(?<prefix>[a-z]+_)(?=[0-9a-z]*\d)[0-9a-z]{8,}…?`;
const figure = String.raw`(?<![\w.-])-?\d+(?:\.\d+)?(?![\w-]|\.\d)`;
const parts = new RegExp(`(?<time>${time})|${id}|(?<figure>${figure})|(?<rest>…)|[^]`, 'gu');

function patternOf(cell: string, { sameFigures }: LikenessOptions): RegExp {
  const pattern = [...cell.matchAll(parts)].map(({ 0: whole, groups = {} }) => {
    if (groups['time'] !== undefined) return time;
    if (groups['prefix'] !== undefined) return String.raw`${groups['prefix']}\w+`;
    if (groups['rest'] !== undefined) return '.*';
    if (groups['figure'] !== undefined && !sameFigures) return String.raw`-?\d+(?:\.\d+)?`;
    return RegExp.escape(whole);
  });
  return new RegExp(`^${pattern.join('')}$`, 'u');
}

/** The names of all fields of a JSON in their order, where the printed one has them; a null stands for any value. */
export function shapeOf(printed: unknown, actual: unknown = printed): unknown {
  if (typeof printed !== 'object' || printed === null) {
    return typeof actual === 'object' && actual !== null ? Object.keys(actual) : 'a value';
  }
  if (typeof actual !== 'object' || actual === null) return 'a value';
  const own = new Map(Object.entries(actual));
  const theirs = new Map<string, unknown>(Object.entries(printed));
  return [...own].map(([name, value]) => [name, shapeOf(theirs.get(name), value)]);
}
