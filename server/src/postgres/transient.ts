/**
 * What is transient, in one table: troubles that are none of the statement's, so that the same one may pass
 * a moment later. Whoever meets one answers "try again" and never says that something is broken.
 */

/** What a trouble comes from, as it is told to operators. */
export type TroubleKind =
  'connection' | 'resources' | 'shutdown' | 'read_only' | 'deadline' | 'lock' | 'conflict';

/** SQLSTATE classes and codes (PostgreSQL, appendix A), the code before its class. */
const states: Readonly<Record<string, TroubleKind>> = {
  '08': 'connection',
  // Who may come in is being changed; and the database is being made anew.
  '28': 'connection',
  '3D000': 'connection',
  '53': 'resources',
  '57': 'shutdown',
  // statement_timeout, and whoever cancels a statement.
  '57014': 'deadline',
  // A standby, or a primary that was demoted or has no room.
  '25006': 'read_only',
  '40001': 'conflict',
  '40P01': 'conflict',
  '55P03': 'lock',
  // A connection pooler between us gave the statement to another connection than the one that knows it.
  '26000': 'connection',
  '42P05': 'connection',
};

/** Of sockets and of DNS. EPIPE looks like an SQLSTATE and is none. */
const sockets = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What the driver says without a code: our own deadlines, and connections that ended under a statement. */
const words: readonly (readonly [RegExp, TroubleKind])[] = [
  [/query read timeout|timeout exceeded when trying to connect|connection timeout/i, 'deadline'],
  [/connection (?:terminated|ended)|not queryable|connection was closed/i, 'connection'],
];

/** Null: it is no passing trouble. */
export function troubleKind(error: unknown): TroubleKind | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // What has a path is trouble with a file.
  if (sockets.has(code) && !('path' in error)) return 'connection';
  if (code === '0A000' && isUnlogged(error)) return 'read_only';
  if (/^[0-9A-Z]{5}$/.test(code)) return states[code] ?? states[code.slice(0, 2)] ?? null;
  // Several addresses of one name, none of which answers.
  if (error instanceof AggregateError) {
    return error.errors.map(troubleKind).find((kind) => kind !== null) ?? null;
  }
  return words.find(([pattern]) => pattern.test(error.message))?.[1] ?? null;
}

/** A standby has none of the tables that are not logged, and says so before it says that it is read-only. */
function isUnlogged(error: Error): boolean {
  return 'routine' in error && error.routine === 'get_relation_info';
}

/** True where the same statement may pass in a moment, and nothing is wrong with it. */
export function isTransient(error: unknown): boolean {
  return troubleKind(error) !== null;
}

/** Null: nothing against the part that met it. A row that somebody holds is no trouble of the part. */
export function partTroubleKind(error: unknown): TroubleKind | null {
  const kind = troubleKind(error);
  return kind === 'lock' || kind === 'conflict' ? null : kind;
}

/** Data exceptions, constraints, and what is too long to be kept. */
const refusals = /^(?:22|23|54)[0-9A-Z]{3}$/;

/** True where the database refuses the values themselves: it will refuse them each time. */
export function refusesRow(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    refusals.test(error.code)
  );
}

/** True where a batch fails as a whole: no part of it would have passed. */
export function failsWhole(error: unknown): boolean {
  return partTroubleKind(error) !== null;
}
