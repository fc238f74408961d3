/**
 * Parameters that clients write in a prompt (`--rs 1080p --dur 12`). Engines read them there, past every
 * check and price: so they are taken out of the text and into the request's fields, whatever the engine.
 * What stands behind two dashes and is none of them is text.
 */
import { ProblemError, refuse } from './problems.ts';
import { ratios, resolutions } from './request.ts';
import type { FieldNames, GenerationAsk, Ratio, Resolution } from './request.ts';

/** The documented short names, and the long ones that circulate. */
const names: ReadonlySet<string> = new Set([
  'rs',
  'resolution',
  'rt',
  'ratio',
  'ar',
  'aspectratio',
  'aspect_ratio',
  'dur',
  'duration',
  'frames',
  'fps',
  'framespersecond',
  'seed',
  'cf',
  'camerafixed',
  'camera_fixed',
  'wm',
  'watermark',
]);

interface Suffix {
  /** In lower case. */
  name: string;
  /** Empty when there is none. */
  value: string;
  start: number;
  /** Behind its value. */
  end: number;
}

/** Of any width. */
const marked = /[-\uFE63\uFF0D]{2}([\p{L}\p{N}_]+)/gu;
const dashes = /[-\uFE63\uFF0D]{2}/uy;
const someDashes = /[-\uFE63\uFF0D]{2}/u;
const separator = /\s*=\s*|\s+/uy;
const word = /\S+/uy;

/** Every character is looked at a fixed number of times, whatever a prompt is made of. */
function* suffixesOf(prompt: string): Generator<Suffix> {
  let end = 0;
  for (const { 1: written = '', index: start, 0: mark } of prompt.matchAll(marked)) {
    const name = plain(written);
    if (start < end || !names.has(name)) continue;
    const nameEnd = start + mark.length;
    const valueStart = nameEnd + lengthAt(separator, prompt, nameEnd);
    // What follows is its value, unless that is the next one.
    const hasValue = lengthAt(dashes, prompt, valueStart) === 0;
    end = valueStart + (hasValue ? lengthAt(word, prompt, valueStart) : 0);
    yield { name, value: prompt.slice(valueStart, end), start, end };
  }
}

/** As twice as many units as a name may have. */
const writtenMost = 40;

/** Without what is another letter by its width, its font or its case alone: engines fold these, each in its way. */
function plain(written: string): string {
  if (/^\w+$/.test(written)) return written.toLowerCase();
  if (written.length > writtenMost) return '';
  return written.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('\u0307', '');
}

/** How long the match of a sticky pattern is; 0 where there is none. */
function lengthAt(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0].length ?? 0;
}

type Said = Pick<
  GenerationAsk,
  'seconds' | 'resolution' | 'ratio' | 'seed' | 'watermark' | 'cameraFixed' | 'frames'
>;

/**
 * The ask with the parameters of its prompt in its fields, and without them in its text. Throws
 * ProblemError, naming the prompt's field, for a value that a parameter does not have, one that cannot
 * be had here, and one that says other than the request's own field or an earlier one.
 */
export function readSuffixes(ask: GenerationAsk, fields: FieldNames): GenerationAsk {
  const field = fields.prompt ?? 'prompt';
  const { prompt } = ask;
  const read: GenerationAsk = { ...ask };
  const texts: string[] = [];
  let end = 0;
  for (const suffix of suffixesOf(prompt)) {
    texts.push(prompt.slice(end, suffix.start).trimEnd());
    end = suffix.end;
    const parameter = {
      written: shown(prompt.slice(suffix.start, end).trim()),
      value: suffix.value.toLowerCase(),
    };
    const said = valueOf(suffix.name, parameter, field);
    for (const key of saidFields) {
      if (said[key] === undefined) continue;
      if (read[key] !== undefined && read[key] !== said[key]) {
        throw contradiction(field, parameter, fields[key] ?? key, read[key]);
      }
    }
    Object.assign(read, said);
  }
  if (texts.length === 0) return ask;
  return { ...read, prompt: [...texts, prompt.slice(end)].join('').trim() };
}

/**
 * What a dialect sets where its client says nothing, without that of which the text says otherwise: a client
 * does not contradict himself in words that are not his.
 */
export function unlessInText(prompt: string, defaults: Said): Said {
  if (!someDashes.test(prompt)) return defaults;
  const said = saidIn(prompt);
  const left = { ...defaults };
  for (const key of saidFields) {
    if (said[key] !== undefined && said[key] !== left[key]) Reflect.deleteProperty(left, key);
  }
  return left;
}

/** Nothing where it cannot be read, which is for the request to say. */
function saidIn(prompt: string): Said {
  try {
    return readSuffixes({ model: '', prompt, media: [] }, {});
  } catch (error) {
    if (error instanceof ProblemError) return {};
    throw error;
  }
}

const shownMost = 60;

function shown(text: string): string {
  return text.length > shownMost ? `${text.slice(0, shownMost).toWellFormed()}…` : text;
}

const saidFields = [
  'seconds',
  'resolution',
  'ratio',
  'seed',
  'watermark',
  'cameraFixed',
  'frames',
] as const;

interface Parameter {
  /** As it stands in the text, such as `--dur 12`, or its beginning. */
  written: string;
  /** In lower case; empty when there is none. */
  value: string;
}

function valueOf(name: string, parameter: Parameter, field: string): Said {
  const { value } = parameter;
  const bad = (values: string): ProblemError => badValue(field, parameter, values);
  switch (name) {
    case 'rs':
    case 'resolution':
      return { resolution: oneOf<Resolution>(resolutions, value, bad) };
    case 'rt':
    case 'ratio':
    case 'ar':
    case 'aspectratio':
    case 'aspect_ratio':
      return { ratio: oneOf<Ratio>(ratios, value, bad) };
    case 'dur':
    case 'duration':
      if (value === '-1') return { seconds: 'auto' };
      if (!/^\d{1,4}$/u.test(value)) throw bad('a whole number of seconds');
      return { seconds: Number(value) };
    case 'seed':
      return seedOf(value, bad);
    case 'wm':
    case 'watermark':
      return { watermark: truth(value, bad) };
    case 'fps':
    case 'framespersecond':
      if (value !== '24') throw bad('24, which every video has: leave it out');
      return {};
    case 'frames':
      if (!/^\d{1,4}$/u.test(value)) throw bad('a whole number of frames');
      return { frames: Number(value) };
    default:
      return truth(value, bad) ? { cameraFixed: true } : {};
  }
}

function oneOf<Word extends string>(
  words: readonly Word[],
  value: string,
  bad: (values: string) => ProblemError,
): Word {
  const word = words.find((each) => each === value);
  if (word === undefined) throw bad(words.join(', '));
  return word;
}

const seedMax = 4_294_967_295;

/** -1 is a random one, as when nothing is said. */
function seedOf(value: string, bad: (values: string) => ProblemError): Said {
  if (value === '-1') return {};
  if (!/^\d{1,10}$/u.test(value) || Number(value) > seedMax) {
    throw bad(`a whole number from -1 to ${String(seedMax)}`);
  }
  return { seed: Number(value) };
}

function truth(value: string, bad: (values: string) => ProblemError): boolean {
  if (value !== 'true' && value !== 'false') throw bad('true or false');
  return value === 'true';
}

function badValue(field: string, { written }: Parameter, values: string): ProblemError {
  return refuse('invalid_parameter', `${field} holds "${written}"; its value must be ${values}.`, {
    field,
  });
}

function contradiction(
  field: string,
  { written }: Parameter,
  other: string,
  value: Said[keyof Said],
): ProblemError {
  return refuse(
    'invalid_parameter',
    `${field} holds "${written}", but ${other} is ${String(value)}: say it once.`,
    { field },
  );
}
