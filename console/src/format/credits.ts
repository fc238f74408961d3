/** Credits, from micro-credits in BigInt: never a float is added, rounded or shown. */

const microsOfCredit = 1_000_000n;
const microsOfCent = 10_000n;

/** U+2212, as wide as a digit. */
const minus = '−';

/** The API’s JSON numbers have at most six decimals, which `toFixed` writes exactly. */
export function microsOf(credits: number): bigint {
  const [whole = '0', fraction = ''] = credits.toFixed(6).split('.');
  const isNegative = whole.startsWith('-');
  const digits = BigInt(whole.replace('-', '')) * microsOfCredit + BigInt(fraction);
  return isNegative ? -digits : digits;
}

export interface CreditParts {
  /** `−`, `+` or nothing. */
  sign: string;
  /** `1,284` */
  whole: string;
  /** `.50`; empty for zero, which is `0` alone. */
  fraction: string;
}

/** `list`: two places, half up. `exact`: every place that is not zero, at least two. */
export type CreditMode = 'list' | 'exact';

export function creditParts(micros: bigint, mode: CreditMode = 'list'): CreditParts {
  const absolute = micros < 0n ? -micros : micros;
  const shown =
    mode === 'exact' ? absolute : ((absolute + microsOfCent / 2n) / microsOfCent) * microsOfCent;
  if (shown === 0n) return { sign: '', whole: '0', fraction: '' };
  const digits = (shown % microsOfCredit).toString().padStart(6, '0');
  return {
    sign: micros < 0n ? minus : '',
    whole: grouped((shown / microsOfCredit).toString()),
    fraction: `.${digits.slice(0, 2)}${digits.slice(2).replace(/0+$/, '')}`,
  };
}

export function creditText(micros: bigint, mode: CreditMode = 'list'): string {
  const { sign, whole, fraction } = creditParts(micros, mode);
  return sign + whole + fraction;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
}
