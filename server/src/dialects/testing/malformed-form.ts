/** Broken forms: calls as multipart/form-data in which one thing is wrong. */
import * as fc from 'fast-check';
import { Upload } from '../../generation/upload.ts';
import type { Break } from './broken-call.ts';
import type { JsonSchema } from './from-schema.ts';
import { spotsOf } from './spots.ts';

const boundary = 'part-of-a-form';
const contentType = `multipart/form-data; boundary=${boundary}`;

interface Part {
  name: string;
  /** Null: a file. */
  value: string | null;
}

/** `a[b]` and `a[]` for what is inside of an object or a list. */
function partsOf(value: unknown, name = ''): Part[] {
  if (value instanceof Upload) return [{ name, value: null }];
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item) => partsOf(item, `${name}[]`));
  }
  if (typeof value !== 'object' || value === null) return [{ name, value: String(value) }];
  return Object.entries(value).flatMap(([key, inner]) =>
    partsOf(inner, name === '' ? key : `${name}[${key}]`),
  );
}

function formOf(parts: readonly Part[]): string {
  const written = parts.map(({ name, value }) => {
    const quoted = encodeURIComponent(name).replaceAll('%5B', '[').replaceAll('%5D', ']');
    const file = value === null ? '; filename="a.png"\r\nContent-Type: image/png' : '';
    return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted}"${file}\r\n\r\n${value ?? 'PNG'}\r\n`;
  });
  return `${written.join('')}--${boundary}--\r\n`;
}

export function brokenForm(schema: JsonSchema, body: unknown): fc.Arbitrary<Break> {
  const parts = partsOf(body);
  const wrong = wrongForms(schema, body, parts);
  return fc.oneof(
    ...(wrong.length > 0 ? [fc.constantFrom(...wrong).map(sent)] : []),
    fc.constantFrom(...unfitForms(parts)).map(sent),
    brokenText(formOf(parts)),
  );
}

/** A broken form, written once it is chosen. */
interface Form extends Pick<Break, 'how' | 'refusedBy'> {
  parts: readonly Part[];
  /** Its first part has no name. */
  isNameless?: true;
}

function sent({ how, parts, refusedBy, isNameless }: Form): Break {
  const bodyText = formOf(parts);
  return {
    how,
    contentType,
    bodyText: isNameless ? bodyText.replace('; name=', '; nom=') : bodyText,
    refusedBy,
  };
}

/** What the schema does not allow, as far as texts and files can say it. */
function wrongForms(schema: JsonSchema, body: unknown, parts: readonly Part[]): Form[] {
  const wrongs = spotsOf(schema, body).flatMap(({ path: [name, ...deeper], wrongs: all }) =>
    name === undefined || deeper.length > 0 ? [] : all.map((wrong) => ({ name, ...wrong })),
  );
  return wrongs.flatMap(({ name, how, value }) => {
    const others = parts.filter((part) => part.name.split('[')[0] !== name);
    if (value !== undefined && typeof value !== 'string') return [];
    const wrong = value === undefined ? others : [...others, { name: String(name), value }];
    return [{ how: `form, ${String(name)}: ${how}`, parts: wrong, refusedBy: 'schema' as const }];
  });
}

const thousandParts: readonly Part[] = Array.from({ length: 1000 }, () => ({
  name: 'x',
  value: '1',
}));

/** What forms have and JSON has not: names twice, names that are paths, files anywhere. */
function unfitForms(parts: readonly Part[]): Form[] {
  const [first = { name: 'x', value: '1' }] = parts;
  const text = (how: string, more: readonly Part[]): Form => ({
    how: `form: ${how}`,
    parts: [...parts, ...more],
    refusedBy: 'text',
  });
  const open = (how: string, more: Part[]): Form => ({ ...text(how, more), refusedBy: 'nobody' });
  return [
    text('a name __proto__', [{ name: '__proto__[admin]', value: '1' }]),
    text('a name constructor', [{ name: 'x[constructor]', value: '1' }]),
    text('a name that does not close', [{ name: 'x[a', value: '1' }]),
    text('no name', [{ name: '', value: '1' }]),
    text('six levels', [{ name: 'x[a][b][c][d][e]', value: '1' }]),
    text('a value that has fields', [
      { name: 'x', value: '1' },
      { name: 'x[a]', value: '1' },
    ]),
    text('U+0000', [{ name: 'x', value: '\0' }]),
    text('a thousand parts', thousandParts),
    open('a part twice', [first]),
    open('a file for a text', [{ ...first, value: null }]),
    open('a file that nobody asked for', [{ name: 'x', value: null }]),
    { ...open('a part without a name', []), isNameless: true },
  ];
}

function brokenText(whole: string): fc.Arbitrary<Break> {
  // What is cut off before its last boundary has no end.
  const most = whole.lastIndexOf(`--${boundary}--`) - 1;
  const cut = fc
    .integer({ min: 0, max: Math.max(0, most) })
    .map((length) => whole.slice(0, length));
  return fc
    .oneof(cut, fc.constantFrom('', '{}', whole.replaceAll(boundary, 'another')))
    .map((bodyText): Break => ({ how: 'no form', contentType, bodyText, refusedBy: 'text' }));
}
