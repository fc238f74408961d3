import { microsToDecimal } from '../../generation/money.ts';

export interface TaskMoney {
  isOver: boolean;
  quotedMicros: bigint;
  heldMicros: bigint;
  /** Null where nothing was charged. */
  chargedMicros: bigint | null;
  refundedMicros: bigint;
}

/** What a task costs its customer, for a column and for a sentence: what is only held is never shown as charged. */
export function moneyOf(task: TaskMoney): { short: string; long: string } {
  const { isOver, quotedMicros, heldMicros, refundedMicros } = task;
  if (quotedMicros === 0n) return { short: '0', long: 'free' };
  if (!isOver) {
    const short = `${microsToDecimal(heldMicros)} held`;
    return { short, long: `${short}, which is the most that it can cost` };
  }
  const chargedMicros = task.chargedMicros ?? 0n;
  const charged = microsToDecimal(chargedMicros);
  const refunded = microsToDecimal(refundedMicros);
  const released = quotedMicros - chargedMicros;
  return {
    short: refundedMicros === 0n ? charged : `${charged} - ${refunded}`,
    long: [
      `charged ${charged}`,
      ...(refundedMicros === 0n ? [] : [`of which ${refunded} was given back later`]),
      ...(released === 0n ? [] : [`${microsToDecimal(released)} that were held given back`]),
    ].join(', '),
  };
}
