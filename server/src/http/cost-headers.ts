import type { IncomingHttpHeaders } from 'node:http';
import { creditsOf } from '../generation/money.ts';
import { refuse } from '../generation/problems.ts';
import type { TaskView } from '../generation/view.ts';
import { decimalToMicros, microsToDecimal } from '../generation/money.ts';
import { maxCreditsHeader } from '../tasks/price-order.ts';

/** What a task may cost, costs and did cost, where a dialect has no words for it: in headers. */

/** The most that a create may cost; undefined: nothing is said. Throws invalid_parameter. */
export function maxCreditsOf(headers: IncomingHttpHeaders): number | undefined {
  const text = headers[maxCreditsHeader.toLowerCase()];
  if (text === undefined) return undefined;
  const micros = decimalToMicros(String(text).trim());
  if (micros !== null) return creditsOf(micros);
  throw refuse(
    'invalid_parameter',
    `${maxCreditsHeader} must be an amount of credits such as 40 or 12.5.`,
    { field: maxCreditsHeader },
  );
}

export const costHeader = 'X-Filmgate-Cost';
export const usageHeader = 'X-Filmgate-Usage';

/**
 * In credits: the most that it can cost, what its success was charged, and what was given back; and what was made.
 * What is not known yet is not there.
 */
export function costHeaders(view: TaskView): Record<string, string> {
  const { quoteMicros, chargedMicros, refundedMicros, output, completionTokens } = view;
  const cost = {
    quoted: microsToDecimal(quoteMicros),
    charged: chargedMicros === null ? null : microsToDecimal(chargedMicros),
    refunded: refundedMicros === 0n ? null : microsToDecimal(refundedMicros),
  };
  const usage = { seconds: output?.seconds ?? null, tokens: completionTokens };
  return {
    [costHeader]: listOf(cost),
    ...(output !== null && { [usageHeader]: listOf(usage) }),
  };
}

function listOf(values: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}=${String(value)}`]))
    .join(', ');
}
