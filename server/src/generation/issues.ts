/**
 * What a schema finds wrong, in a sentence: with a call as a problem in the client's words, and with what an operator
 * writes as words behind its place.
 */
import type { z } from 'zod';
import type { Problem } from './problems.ts';

type Issue = z.core.$ZodIssue;

/**
 * `value` is what was parsed, and `whole` what it is called where no single field is to blame. Where
 * several things are wrong, the first is told.
 */
export function problemOfIssues(
  { issues }: Pick<z.ZodError, 'issues'>,
  value: unknown,
  whole: string,
): Problem {
  const [found] = issues;
  const issue = found && insideList(found, value);
  if (!issue) return { code: 'invalid_parameter', message: `The ${whole} cannot be read.` };
  const wrong = issue.path.reduce<unknown>(partOf, value);
  const field = fieldOf(issue.path);
  if (field === '') {
    return { code: 'invalid_parameter', message: `The ${whole} ${issueText(issue, wrong)}.` };
  }
  return wrong === undefined
    ? { code: 'missing_parameter', message: `${field} is missing; it ${mustBe(issue)}.`, field }
    : { code: 'invalid_parameter', message: `${field} ${issueText(issue, wrong)}.`, field };
}

/** `whole` has a field that its schema, with the fields `known`, has not. */
export function problemOfUnknown(
  { path, keys }: z.core.$ZodIssueUnrecognizedKeys,
  known: readonly string[],
  whole: string,
): Problem {
  const name = fieldOf([...path, keys[0] ?? '']);
  // It may be of any length.
  const field = name.slice(0, shownMost).toWellFormed();
  const may = known.join(', ') || 'nothing';
  // `known` is of the whole: what a part of it may hold is not told.
  const wayOut = path.length === 0 ? `; the ${whole} may hold: ${may}` : '';
  const message = `${field} is not known here${wayOut}.`;
  return { code: 'invalid_parameter', message, field };
}

/** Of one value or a list of several, what is wrong in the list that was sent. */
function insideList(issue: Issue, value: unknown): Issue {
  if (issue.code !== 'invalid_union') return issue;
  if (!Array.isArray(issue.path.reduce<unknown>(partOf, value))) return issue;
  const inner = issue.errors.flat().find(({ path }) => path.length > 0);
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue;
}

/** `content[1].image_url.url` */
export function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${String(step)}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

function partOf(value: unknown, step: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
}

/**
 * Of a file or a setting: own words of its schema as they are, and all else as a call is told it. Nothing of what was
 * written is shown, as it may be a secret. `whole` is what was parsed.
 */
export function wordsOfIssue(issue: Issue, whole: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `"${key}"`).join(', ');
    return `does not know ${names}; correct the name or remove it`;
  }
  if (isOwn(issue)) return issue.message;
  const isMissing = issue.path.reduce<unknown>(partOf, whole) === undefined;
  return isMissing ? `is missing; it ${mustBe(issue)}` : mustBe(issue);
}

/** Words of ours go on after a place; the schema language begins sentences. */
function isOwn({ message }: Issue): boolean {
  return !/^[A-Z]/u.test(message);
}

function issueText(issue: Issue, value: unknown): string {
  const isSize = issue.code === 'too_small' || issue.code === 'too_big';
  const counted = isSize && (typeof value === 'string' || Array.isArray(value));
  const found = counted ? `has a length of ${String(value.length)}` : `is ${shown(value)}`;
  return `${found}; it ${mustBe(issue)}`;
}

/** Formats and own checks bring their words along, `must be …`; the rest is said here. */
function mustBe(issue: Issue): string {
  if (issue.code === 'invalid_type')
    return `must be ${typeWords[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `must be ${oneOf(issue.values)}`;
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return `must be ${oneOf(issue.options)}`;
  }
  if (issue.code === 'too_small')
    return `${sizeWords(issue.origin)} at least ${String(issue.minimum)}`;
  if (issue.code === 'too_big')
    return `${sizeWords(issue.origin)} at most ${String(issue.maximum)}`;
  return issue.code === 'invalid_key' ? 'must have another name' : issue.message;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function sizeWords(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'must have a length of' : 'must be';
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map(String);
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`;
}

const shownMost = 60;

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > shownMost ? `${text.slice(0, shownMost)}…` : text;
}
