import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import type { DialectRow } from './dialects.ts';
import type { HttpMeasured, HttpRow } from './http.ts';
import type { InFlightRow } from './in-flight.ts';
import type { StudioMeasured } from './studio.ts';

const file = new URL('./RESULTS.md', import.meta.url);

/** Prints what a part has measured, and replaces it in RESULTS.md where that is wanted. */
export async function writePart(
  name: string,
  lines: readonly string[],
  write: boolean,
): Promise<void> {
  const section = [machine(), '', ...lines].join('\n');
  process.stdout.write(`${section}\n\n`);
  if (!write) return;
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const text = await readFile(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`RESULTS.md has no place for ${name}`);
  const before = text.slice(0, from + begin.length);
  await writeFile(file, `${before}\n\n${section}\n\n${text.slice(to)}`);
}

export function httpTables({ rows, dialects }: HttpMeasured): string[] {
  return [
    '| work | Filmgate /s | p50 ms | p99 ms | bare `node:http` /s | p50 ms | p99 ms | ratio |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...rows.map(httpLine),
    '',
    ...dialectTable(dialects),
  ];
}

export function studioLine({ seconds, tookSeconds }: StudioMeasured): string {
  return `${seconds.toFixed(2)} s of 1280x720 video with sound in ${tookSeconds.toFixed(2)} s by one worker: ${(seconds / tookSeconds).toFixed(2)} seconds of video per second.`;
}

/** A column for each scene. */
export function inFlightTable(scenes: readonly InFlightRow[]): string[] {
  const row = (what: string, figure: (scene: InFlightRow) => string): string =>
    `| ${[what, ...scenes.map(figure)].join(' | ')} |`;
  const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
  return [
    row('tasks in flight', ({ what }) => what),
    `|---|${'---:|'.repeat(scenes.length)}`,
    row('dispatched /s while filling', (one) => orDash(one.dispatchedPerSecond, whole)),
    row('its processor time, ms a task', (one) => orDash(one.fillServerMs, hundredths)),
    row('of PostgreSQL', (one) => orDash(one.fillPostgresMs, hundredths)),
    row('ends /s', (one) => whole(one.endsPerSecond)),
    row('success to webhook, p50 s', ({ toWebhook }) => `**${seconds(toWebhook.p50Ms)}**`),
    row('p99 s', ({ toWebhook }) => `**${seconds(toWebhook.p99Ms)}**`),
    row('the longest, s', ({ toWebhook }) => seconds(toWebhook.mostMs)),
    row('success to settlement, p50 s', ({ toSettlement }) => seconds(toSettlement.p50Ms)),
    row('p99 s', ({ toSettlement }) => seconds(toSettlement.p99Ms)),
    row('successes not told', (one) => whole(one.untold)),
    row('list calls /s, of a line', (one) => one.listsPerSecond.toFixed(2)),
    row('gets /s, of a line', (one) => one.getsPerSecond.toFixed(2)),
    row('calls refused as too fast', (one) => whole(one.tooFast)),
    row('memory of the process, MiB', (one) => whole(one.residentMegabytes)),
    row('cores in use by it', (one) => one.serverCores.toFixed(2)),
    row('by PostgreSQL', (one) => one.postgresCores.toFixed(2)),
  ];
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

function orDash(figure: number | null, words: (figure: number) => string): string {
  return figure === null ? '–' : words(figure);
}

function hundredths(figure: number): string {
  return figure.toFixed(2);
}

function whole(rate: number): string {
  return Math.round(rate).toLocaleString('en');
}

function httpLine({ what, ours, limit }: HttpRow): string {
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
