const instead = '[secret]';

/**
 * A text of an upstream without our key there: as it was given, as JSON and URLs write it, in base64 or
 * hexadecimal digits, alone or within a header, in letters of either case.
 */
export function withoutSecret(text: string, secret: string | null): string {
  return secret === null || secret === '' ? text : text.replaceAll(formsOf(secret), instead);
}

let made = { secret: '', forms: /$^/g };

/** Lines speak in turns of many calls, so the last one is kept. */
function formsOf(secret: string): RegExp {
  if (made.secret !== secret) {
    const forms = [spelled(secret), ...encoded(secret)];
    made = { secret, forms: new RegExp(forms.join('|'), 'gi') };
  }
  return made.forms;
}

/** As deep as anybody writes a text into another; without a bound hostile words would take their time. */
const escapes = '\\\\';
const percent = '%(?:25){0,3}';

/** Each sign as itself, behind backslashes, by its code point, or percent-encoded, however often. */
function spelled(secret: string): string {
  // A run of backslashes is one sign: one by one they could be told apart in too many ways.
  const signs = secret.match(/\\+|[^]/g) ?? [];
  return signs.map(spellings).join('');
}

function spellings(sign: string): string {
  if (sign.startsWith('\\')) {
    const [least, most] = [sign.length, 8 * sign.length];
    return `(?:${escapes}{${String(least)},${String(most)}}|(?:${percent}5c)+)`;
  }
  const hex = sign.charCodeAt(0).toString(16).padStart(2, '0');
  const itself = sign === '"' || sign === '/' ? `${escapes}{0,8}${sign}` : RegExp.escape(sign);
  return `(?:${itself}|${escapes}{1,8}u00${hex}|${percent}${hex})`;
}

/** Shorter ones could be pieces of any word. */
const encodedLeast = 8;

function encoded(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  // In a longer text it begins at any of three places within the groups of base64.
  const forms = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const inner = text.slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + bytes.length) * 8) / 6),
    );
    if (inner.length < encodedLeast) return [];
    const signs = inner.replaceAll(/[+/]/g, (sign) => base64Signs[sign] ?? sign);
    // The signs at both ends hold bits of their neighbours as well.
    return `[a-z\\d+/_-]?${signs}[a-z\\d+/_-]?(?:=|%3d){0,2}`;
  });
  return hex.length < encodedLeast ? forms : [...forms, hex];
}

/** As URLs have them, too. */
const base64Signs: Readonly<Record<string, string>> = {
  '+': '(?:[+-]|%2b)',
  '/': `(?:${escapes}?/|_|%2f)`,
};

/** What can be sent in a header; null, or the trouble in words that do not show it. */
export function secretTrouble(secret: string): string | null {
  if (secret === '') return 'is empty';
  if (secret.length > 4_096) return 'has more than 4096 characters';
  return /^[\u0021-\u007e]+$/.test(secret)
    ? null
    : 'holds spaces or characters that a header cannot carry: copy it again';
}
