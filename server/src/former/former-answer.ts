import type { Dialect, Operation } from '../dialects/mechanism.ts';
import { ProblemError } from '../generation/problems.ts';
import type { CallAnswer } from '../media/fetch.ts';
import { jsonOf } from '../lines/http/client.ts';
import { withoutSecret } from '../lines/http/redact.ts';

/** An operation on one task, by its id. */
export type TaskOperation = Operation<'get'> | Operation<'cancel'> | Operation<'delete'>;

/** What a client is told: the former platform's own words. */
export interface FormerAnswer {
  status: number;
  /** Its JSON, byte for byte but for our key. */
  json: string;
}

export type Judged =
  | { kind: 'told'; answer: FormerAnswer; body: unknown }
  /** It has no such task. */
  | { kind: 'missing' }
  /** It said nothing of the task; the reason is for operators. */
  | { kind: 'unavailable'; reason: string };

/**
 * How an answer of a former platform is taken. A task in the dialect's own shape is passed on as it is, and
 * so is the refusal to end what cannot be ended (409). That it has no such task is said by its status or its
 * words, in the dialect's own shape: a proxy before it knows no such path. All else, a refused key among it,
 * says nothing of the task, nor does an answer that names another one: it may be somebody else's.
 */
export function judge(
  { status, headers, answer }: Pick<CallAnswer, 'status' | 'headers' | 'answer'>,
  dialect: Dialect,
  operation: TaskOperation,
  secret: string | null,
  id: string,
): Judged {
  const said = `HTTP ${String(status)}`;
  const body = isJson(headers) ? jsonOf(answer) : undefined;
  if (body === undefined) return { kind: 'unavailable', reason: `${said} without readable JSON` };
  const told: Judged = {
    kind: 'told',
    answer: { status, json: withoutSecret(answer, secret) },
    body,
  };
  const report = status >= 200 && status < 300 ? decoded(operation, body) : null;
  if (report && report.id !== undefined && report.id !== id) {
    const another = withoutSecret(report.id, secret);
    return { kind: 'unavailable', reason: `asked for ${id}, it told of ${another}` };
  }
  if (report) return told;
  const refusal = dialect.refusal({ status, body }, operation);
  if (refusal.kind === 'definite' && refusal.isOwn)
    return status === 409 ? told : { kind: 'missing' };
  return { kind: 'unavailable', reason: `${said}: ${withoutSecret(answer, secret).slice(0, 300)}` };
}

function isJson(headers: Readonly<Record<string, string>>): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/iu.test(headers['content-type'] ?? '');
}

/** Null where it is not in the dialect's shape. */
function decoded(operation: TaskOperation, body: unknown): { id?: string } | null {
  try {
    return operation.answers.decode(body);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}
