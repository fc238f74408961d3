/** Exact decimals of money: text to bigint micro-credits and back, with no float in between. */

/** At most six decimals: a micro-credit is the smallest amount there is. */
const decimalForm = /^(0|[1-9]\d{0,11})(?:\.(\d{1,6}))?$/;
const amountForm = /^(\S+) (credits?|USD|CNY)$/;

/** `"12.8"` -> 12800000n. Null when the text is no plain decimal with at most six decimals. */
export function decimalToMicros(text: string): bigint | null {
  const parts = decimalForm.exec(text);
  if (!parts) return null;
  const [, whole = '', decimals = ''] = parts;
  return BigInt(whole + decimals.padEnd(6, '0'));
}

/** 12800000n -> `"12.8"`. */
export function microsToDecimal(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, '0');
  const decimals = digits.slice(-6).replace(/0{1,6}$/, '');
  return sign + digits.slice(0, -6) + (decimals === '' ? '' : `.${decimals}`);
}

export interface Amount {
  /** Millionths of the unit. */
  readonly micros: bigint;
  readonly unit: 'credits' | 'USD' | 'CNY';
}

/** Reads `"8 credits"`, `"0.20 USD"` or `"46 CNY"`. Null when it is written in no such way. */
export function parseAmount(text: string): Amount | null {
  const [, decimal = '', unit] = amountForm.exec(text) ?? [];
  const micros = decimalToMicros(decimal);
  if (micros === null) return null;
  return { micros, unit: unit === 'USD' || unit === 'CNY' ? unit : 'credits' };
}

/** Of a numerator that is not negative and a denominator above 0. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
