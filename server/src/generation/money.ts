/** Money in words: bigint micro-credits to text and to numbers of JSON, and back. The only float is a number of JSON. */

const microsPerUnit = 1_000_000;
/** A credit, or a unit of money, in millionths of it. */
export const oneUnit = BigInt(microsPerUnit);

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

/** Rounded half up, away from 0. */
export function microsToHundredths(micros: bigint): string {
  const hundredth = oneUnit / 100n;
  const size = divideHalfUp(micros < 0n ? -micros : micros, hundredth) * hundredth;
  return microsToDecimal(micros < 0n ? -size : size);
}

/** `1 credit`, `12.8 credits` */
export function creditsInWords(micros: bigint): string {
  return `${microsToDecimal(micros)} ${micros === oneUnit ? 'credit' : 'credits'}`;
}

/**
 * Credits as a JSON number. One correctly rounded division of an exact integer gives the double nearest
 * to the decimal, which prints as that decimal: 12 800 000 is written 12.8.
 */
export function creditsOf(micros: bigint): number {
  const exact = Number(micros);
  // Reading the decimal rounds once as well, where the number itself would be rounded before.
  return Number.isSafeInteger(exact) ? exact / microsPerUnit : Number(microsToDecimal(micros));
}

/** Undefined where it is no amount. */
export function microsOf(credits: number | null | undefined): bigint | undefined {
  const micros = Math.round((credits ?? Number.NaN) * microsPerUnit);
  return Number.isSafeInteger(micros) && micros >= 0 ? BigInt(micros) : undefined;
}

/** As stored JSON has micro-credits: a text of a whole number, since a number of JSON is soon too short. */
export function microsToJson(micros: bigint): string {
  return micros.toString();
}

export const microsInJson = /^-?\d+$/;

/** Of a text that is as `microsInJson` has it. */
export function microsOfJson(text: string): bigint {
  return BigInt(text);
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
