import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import type { DialectRow } from './dialects.ts';
import type { Measured } from './load.ts';
import type { StudioMeasured } from './studio.ts';

/** The same work done by Filmgate and by the bare server of the same run. */
export interface Row {
  what: string;
  ours: Measured;
  limit: Measured;
}

const file = new URL('./RESULTS.md', import.meta.url);
const begin = '<!-- table -->';
const end = '<!-- /table -->';

/** Prints the table, and replaces it in RESULTS.md where that is wanted. */
export async function writeResults(
  rows: readonly Row[],
  dialects: readonly DialectRow[],
  studio: StudioMeasured,
  write: boolean,
): Promise<void> {
  const table = [
    machine(),
    '',
    '| work | Filmgate /s | p50 ms | p99 ms | bare `node:http` /s | p50 ms | p99 ms | ratio |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...rows.map(line),
    '',
    ...dialectTable(dialects),
    '',
    `Studio: ${studio.seconds.toFixed(2)} s of 1280x720 video with sound in ${studio.tookSeconds.toFixed(2)} s by one worker: ${(studio.seconds / studio.tookSeconds).toFixed(2)} seconds of video per second.`,
  ].join('\n');
  process.stdout.write(`${table}\n`);
  if (!write) return;
  const text = await readFile(file, 'utf8');
  const [before = ''] = text.split(begin, 1);
  const after = text.slice(text.indexOf(end));
  await writeFile(file, `${before}${begin}\n\n${table}\n\n${after}`);
}

/** Each dialect against the median one of the same run. */
function dialectTable(dialects: readonly DialectRow[]): string[] {
  const middle = (work: 'reads' | 'submits'): number =>
    dialects.map((row) => row[work]).toSorted((a, b) => a - b)[dialects.length >> 1] ?? 1;
  const [reads, submits] = [middle('reads'), middle('submits')];
  return [
    '| dialect | reads /s | of the median | submits /s | of the median |',
    '|---|---:|---:|---:|---:|',
    ...dialects.map(
      (row) =>
        `| ${row.name} | ${whole(row.reads)} | ${(row.reads / reads).toFixed(2)} | ${whole(row.submits)} | ${(row.submits / submits).toFixed(2)} |`,
    ),
  ];
}

function whole(rate: number): string {
  return Math.round(rate).toLocaleString('en');
}

function line({ what, ours, limit }: Row): string {
  const numbers = [ours, limit].map(
    ({ perSecond, p50Ms, p99Ms }) => `${whole(perSecond)} | ${String(p50Ms)} | ${String(p99Ms)}`,
  );
  const ratio = (ours.perSecond / limit.perSecond).toFixed(2);
  return `| ${what} | ${numbers.join(' | ')} | **${ratio}** |`;
}

function machine(): string {
  const [first] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${String(cpus().length)} cores (${first?.model ?? 'unknown'}), ${String(gigabytes)} GiB, Node.js ${process.versions.node}, embedded PostgreSQL with fsync and synchronous_commit on; the load generator runs on the same cores.`;
}
