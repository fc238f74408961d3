import type { AnyOperation, Deed, Dialect, Reports } from '../../dialects/mechanism.ts';
import type { GuardedFetch } from '../../media/fetch.ts';
import { createLineClient, jsonOf, type CallOutcome, type LineClient } from './client.ts';
import { recordSeconds } from '../../making/driver.ts';
import { withoutSecret } from './redact.ts';

/** Whether an upstream can be worked with, found out by a call that costs and changes nothing. */
export interface LineCheck {
  verdict: 'fine' | 'unreachable' | 'key_refused' | 'wrong_dialect' | 'refused' | 'not_now';
  /** For the operator, with the way out. It never shows the key. */
  message: string;
  /** The call that says so, such as `GET https://…`. */
  call: string | null;
}

export interface LineCheckParts {
  baseUrl: string;
  dialect: Dialect;
  secret: string | null;
  fetch: Pick<GuardedFetch, 'call'>;
}

interface CheckReport {
  does: Deed;
  kind: CallOutcome<Deed>['kind'];
  /** Why there is no answer. */
  reason: string;
  /** Whether the answer holds what was asked for. */
  isUseful: boolean;
}

/** What the upstream wrote, without the key. */
interface Seen {
  call: string;
  status: number;
  answer: string;
}

/** No platform makes such an id. */
const noTask = 'filmgate-line-test';

/** The most telling first, of those that ask for a key. */
const probes: readonly ((client: LineClient) => Promise<CheckReport>)[] = [
  async (client) =>
    told(
      'balance',
      await client.call('balance', {}),
      ({ availableMicros }) => availableMicros !== undefined,
    ),
  async (client) => {
    const newest = { limit: 1, order: 'newest' } as const;
    const paged = { ...newest, from: { page: 1 }, withinSeconds: recordSeconds };
    const outcome = await client.call('list', paged);
    if (outcome.kind !== 'unsayable') return told('list', outcome, hasTasks);
    return told('list', await client.call('list', { ...newest, from: { after: null } }), hasTasks);
  },
  async (client) => told('get', await client.call('get', { id: noTask }), () => false),
];

function hasTasks({ tasks }: Reports['list']): boolean {
  return tasks.length > 0;
}

function told<D extends Deed>(
  does: D,
  outcome: CallOutcome<D>,
  isUseful: (report: Reports[D]) => boolean,
): CheckReport {
  return {
    does,
    kind: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : '',
    isUseful: outcome.kind === 'answered' && isUseful(outcome.report),
  };
}

/** Never throws for what the upstream does. */
export async function checkLine(parts: LineCheckParts): Promise<LineCheck> {
  const { dialect } = parts;
  const { client, lastCall, lastSeen } = watchedClient(parts);
  let best: LineCheck | null = null;
  for (const probe of probes) {
    const answer = await probe(client);
    if (answer.kind === 'unsayable') continue;
    const seen = lastSeen();
    if (!seen || answer.kind === 'unsent' || answer.kind === 'lost') {
      const message = `It cannot be reached: ${answer.reason} Check scheme, host and port.`;
      return { verdict: 'unreachable', message, call: lastCall() };
    }
    const check = judge(dialect, answer, seen);
    // Not every upstream has all that its dialect has, and a path that is not there may answer anything.
    if (!best || weightOf(check) >= weightOf(best)) best = check;
    if (!goesOn.has(check.verdict) && seen.status !== 404 && seen.status !== 405) break;
  }
  if (!best) throw new Error(`${dialect.title} has no call to read a task`);
  return best;
}

const goesOn: ReadonlySet<LineCheck['verdict']> = new Set(['wrong_dialect', 'refused']);

/** Of two answers that of the more telling call is told: a task that is not there is known by the right platform alone. */
const weights: readonly LineCheck['verdict'][] = ['wrong_dialect', 'refused', 'not_now', 'fine'];

function weightOf({ verdict }: LineCheck): number {
  const weight = weights.indexOf(verdict);
  return weight === -1 ? weights.length : weight;
}

/** The client that lines use, with a view of what comes back. */
function watchedClient({ fetch, ...rest }: LineCheckParts) {
  let called: string | null = null;
  let seen: Seen | null = null;
  const client = createLineClient({
    ...rest,
    fetch: {
      async call(url, call) {
        called = `${call.method} ${url}`;
        seen = null;
        const answered = await fetch.call(url, call);
        const answer = withoutSecret(answered.answer, rest.secret);
        seen = { call: called, status: answered.status, answer };
        return answered;
      },
    },
  });
  return { client, lastCall: () => called, lastSeen: () => seen };
}

function judge(dialect: Dialect, { does, isUseful }: CheckReport, seen: Seen): LineCheck {
  const { call, status, answer } = seen;
  const body = jsonOf(answer);
  const operation = dialect.operations.find((one) => one.does === does);
  const words = `HTTP ${String(status)}: ${excerpt(answer)}`;
  const as = (verdict: LineCheck['verdict'], message: string): LineCheck => ({
    verdict,
    message,
    call,
  });
  if (isUseful || (status === 200 && isEmptyList(operation, body))) {
    return as('fine', `It answers as ${dialect.title} does.`);
  }
  // What is no refusal in the dialect's own shape proves nothing: proxies know no such path either.
  const isRefusal = operation !== undefined && dialect.refusal({ status, body }, operation).isOwn;
  const unauthorized = dialect.problem({ code: 'unauthorized', message: '' }, operation ?? null);
  if (status === 401 || status === 403 || (isRefusal && isSameCode(unauthorized.body, body))) {
    return as('key_refused', `It refuses the key (${words}). Give the line the right one.`);
  }
  if (status === 429 || status >= 500) {
    return as('not_now', `It answers, but not now (${words}). Test it again later.`);
  }
  if (isRefusal && does === 'get') {
    return as('fine', `It answers as ${dialect.title} does: it knows no task of a made-up id.`);
  }
  if (isRefusal) return as('refused', `It refuses the call (${words}).`);
  return as(
    'wrong_dialect',
    `It answers, but not as ${dialect.title} does (${words}). Check the address and the dialect.`,
  );
}

/** By its lists, which are empty, and its fixed words: what else is told of a list differs. */
function isEmptyList(operation: AnyOperation | undefined, body: unknown): boolean {
  if (operation?.does !== 'list' || !isObject(body)) return false;
  const empty = operation.answers.encode({ tasks: [], total: 0, hasMore: false });
  return Object.entries(Object(empty) as object).every(([key, value]) => {
    const told = body[key];
    if (Array.isArray(value)) return Array.isArray(told) && told.length === 0;
    return typeof value !== 'string' || told === value;
  });
}

/** Platforms have their word for a refusal as `code`, some of them within `error`. */
function isSameCode(one: unknown, other: unknown): boolean {
  const code = codeOf(one);
  return code !== undefined && code === codeOf(other);
}

function codeOf(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const { code, error } = body;
  if (typeof code === 'string' || typeof code === 'number') return String(code);
  return isObject(error) && typeof error['code'] === 'string' ? error['code'] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const excerptMost = 200;

function excerpt(answer: string): string {
  const line = answer.replace(/[\s\p{C}]+/gu, ' ').trim();
  if (line === '') return 'no words';
  return line.length > excerptMost ? `${line.slice(0, excerptMost)}…` : line;
}
