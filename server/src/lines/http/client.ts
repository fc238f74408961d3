import { leadsElsewhere } from '../../dialects/codec.ts';
import type {
  AnyOperation,
  Commands,
  Deed,
  Dialect,
  Operation,
  Reports,
  UpstreamRefusal,
  WireCall,
} from '../../dialects/mechanism.ts';
import { ProblemError, type Failure } from '../../generation/problems.ts';
import { wellFormed } from '../../generation/well-formed.ts';
import { FetchRefusal, wasNeverSent, type GuardedFetch } from '../../media/fetch.ts';
import { urlAt } from '../book/base-url.ts';
import { withoutSecret } from './redact.ts';
import { wireBody, type BodyForm } from '../book/wire-body.ts';

/** Speaks to an upstream in its dialect: the operations that the server serves, the other way round. */
export interface LineClient {
  /** Never throws for what the upstream does. */
  call<D extends Deed>(does: D, command: Commands[D], how?: CallForm): Promise<CallOutcome<D>>;
  /** Where a task's video is, for whoever has our key; null where the platform has no such place. */
  video(id: string): string | null;
}

export interface CallForm {
  /** How a body is sent where the dialect takes both; JSON where it is not said. */
  as?: BodyForm;
  /** For upstreams that honour it. */
  idempotencyKey?: string;
}

export type CallOutcome<D extends Deed> =
  | { kind: 'answered'; report: Reports[D] }
  /** The upstream said no, in words or by its status. */
  | { kind: 'refused'; status: number; refusal: UpstreamRefusal; retryAfterSeconds: number | null }
  /** The dialect cannot say it: nothing was sent. */
  | { kind: 'unsayable'; reason: string }
  /** Certainly nothing has reached the upstream. */
  | { kind: 'unsent'; reason: string }
  /** It may have been carried out: there is no answer, or none that can be read, or one of another task. */
  | { kind: 'lost'; reason: string; isOfAnother?: true };

export interface LineClientParts {
  dialect: Dialect;
  baseUrl: string;
  secret: string | null;
  fetch: Pick<GuardedFetch, 'call'>;
}

/** Creates are slow where the upstream fetches the media before it answers. */
const createMs = 90_000;
const otherMs = 20_000;
/** What any call but a create may take. */
export const callSeconds = otherMs / 1_000;
/** Of a list of 500 tasks with long prompts. */
const answerBytesMax = 8 * 1024 * 1024;

export function createLineClient(parts: LineClientParts): LineClient {
  return {
    async call(does, command, how = {}) {
      let reason = `${parts.dialect.title} has no call to ${does}`;
      // Of several that do the same, the first that can say it.
      for (const operation of operationsOf(parts.dialect, does)) {
        const call = operation.asks.encode(command);
        if ('said' in call) {
          const outcome = await send(parts, operation, call.said, how);
          return ofAnother(does, command, outcome) ?? outcome;
        }
        reason = call.unsayable;
      }
      return { kind: 'unsayable', reason };
    },
    video(id) {
      const [file] = parts.dialect.files ?? [];
      if (!file || leadsElsewhere(id)) return null;
      const call = { ...file.asks.encode({ id, file: 'video' }), body: undefined };
      return urlAt(parts.baseUrl, file.path, call);
    },
  };
}

const ofOneTask: ReadonlySet<Deed> = new Set(['get', 'cancel', 'delete']);

/** An answer that names another task than was asked for says nothing of that one. */
function ofAnother(
  does: Deed,
  command: Commands[Deed],
  outcome: CallOutcome<Deed>,
): CallOutcome<never> | null {
  if (!ofOneTask.has(does) || outcome.kind !== 'answered' || !('id' in command)) return null;
  const id = 'id' in outcome.report ? outcome.report.id : undefined;
  if (id === undefined || id === command.id) return null;
  return { kind: 'lost', reason: `asked for ${command.id}, it told of ${id}`, isOfAnother: true };
}

function operationsOf<D extends Deed>(dialect: Dialect, does: D): Operation<D>[] {
  const theirs = dialect.operations.filter((one: AnyOperation) => one.does === does);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- their deed is `does`
  return theirs as unknown as Operation<D>[];
}

async function send<D extends Deed>(
  { dialect, baseUrl, secret, fetch }: LineClientParts,
  operation: Operation<D>,
  call: WireCall,
  { as = 'json', idempotencyKey }: CallForm,
): Promise<CallOutcome<D>> {
  const { does, method, takes = 'json' } = operation;
  const body =
    call.body === undefined
      ? null
      : await wireBody(call.body, takes === 'json_or_form' ? as : takes);
  let answered;
  try {
    answered = await fetch.call(urlAt(baseUrl, operation.path, call), {
      method,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': body.contentType }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        ...callKey({ dialect, secret }),
      },
      ...(body && { body: body.text }),
      totalMs: does === 'create' ? createMs : otherMs,
      answerBytesMax,
    });
  } catch (error) {
    if (!(error instanceof FetchRefusal)) throw error;
    return { kind: wasNeverSent(error) ? 'unsent' : 'lost', reason: error.message };
  }
  const { status, answer, headers } = answered;
  const told = jsonOf(answer);
  if (status >= 200 && status < 300 && told !== undefined) {
    try {
      const report = operation.answers.decode(told);
      for (const one of failing(report)) one.failure = fitToTell(one.failure, { dialect, secret });
      return { kind: 'answered', report };
    } catch (error) {
      // Words of a refusal under a success, or nothing that can be used: `refusal` tells them apart.
      if (!(error instanceof ProblemError)) {
        return {
          kind: 'lost',
          reason: withoutSecret(`its answer cannot be read: ${String(error)}`, secret),
        };
      }
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an operation of one deed is one of all
  const refusal = dialect.refusal({ status, body: told }, operation as unknown as AnyOperation);
  return {
    kind: 'refused',
    status,
    refusal: { ...refusal, failure: fitToTell(refusal.failure, { dialect, secret }) },
    retryAfterSeconds: retryAfter(headers),
  };
}

/** A sentence for people. */
const messageCharactersMost = 2_000;

/** Their words go to logs, into the database and to customers; some repeat the key in them. */
function fitToTell(
  { code, message, upstream }: Failure,
  { dialect, secret }: Pick<LineClientParts, 'dialect' | 'secret'>,
): Failure {
  const clean = withoutSecret(message, secret);
  const told =
    clean.length <= messageCharactersMost
      ? clean
      : `${wellFormed(clean.slice(0, messageCharactersMost))}…`;
  const word = upstream?.code;
  // A word with our key in it is none.
  if (word === undefined || withoutSecret(word, secret) !== word) return { code, message: told };
  return { code, message: told, upstream: { dialect: dialect.name, code: word } };
}

/** Tasks and assets of a report that say why they failed. */
function failing(report: Reports[Deed]): { failure: Failure }[] {
  const within = 'tasks' in report ? report.tasks : 'assets' in report ? report.assets : report;
  const all: readonly object[] = Array.isArray(within) ? within : [within];
  return all.filter(hasFailure);
}

function hasFailure(one: { failure?: Failure }): one is { failure: Failure } {
  return one.failure !== undefined;
}

export function callKey({
  dialect,
  secret,
}: Pick<LineClientParts, 'dialect' | 'secret'>): Record<string, string> {
  if (secret === null) return {};
  const [first] = dialect.keyHeaders;
  return first === undefined || first === 'bearer'
    ? { authorization: `Bearer ${secret}` }
    : { [first === 'authorization' ? first : first.name.toLowerCase()]: secret };
}

/** Only escapes bring into a text what cannot be stored: few answers need a second look. */
const unstorable = /\\u(?:0000|d[89a-f])/i;

/** Its texts can be stored. Undefined for what is no JSON, such as the page of a proxy. */
export function jsonOf(text: string): unknown {
  try {
    return unstorable.test(text) ? JSON.parse(text, storable) : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? wellFormed(value) : value;
}

function retryAfter(headers: Record<string, string>): number | null {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) : null;
}
