/** What a schema finds wrong with a call, as a problem in the client's words. */
import type { z } from 'zod';
import type { Problem } from '../generation/problems.ts';

type Issue = z.core.$ZodIssue;

/** `value` is what was parsed. Where several things are wrong, the first is told. */
export function problemOfIssues(error: z.ZodError, value: unknown, whole: string): Problem {
  const [issue] = error.issues;
  if (!issue) return { code: 'invalid_parameter', message: `The ${whole} cannot be read.` };
  const field = fieldOf(issue.path);
  const wrong = issue.path.reduce<unknown>(partOf, value);
  const name = field === '' ? `The ${whole}` : field;
  const place = field === '' ? {} : { field };
  if (wrong === undefined && field !== '') {
    return {
      code: 'missing_parameter',
      message: `${name} is missing; it ${mustBe(issue)}.`,
      ...place,
    };
  }
  return { code: 'invalid_parameter', message: `${name} ${troubleOf(issue, wrong)}.`, ...place };
}

/** `content[1].image_url.url` */
function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${String(step)}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

function partOf(value: unknown, step: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
}

function troubleOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'too_small':
    case 'too_big':
      return `${measured(value)}; it ${mustBe(issue)}`;
    default:
      return `is ${shown(value)}; it ${mustBe(issue)}`;
  }
}

function mustBe(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `must be ${oneOf(issue.options)}`
        : issue.message;
    case 'too_small':
      return `must ${sizeWords(issue.origin)} at least ${String(issue.minimum)}`;
    case 'too_big':
      return `must ${sizeWords(issue.origin)} at most ${String(issue.maximum)}`;
    default:
      // Formats and own checks bring their words along: `must be …`.
      return issue.message;
  }
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
  return origin === 'string' || origin === 'array' ? 'have a length of' : 'be';
}

function measured(value: unknown): string {
  return typeof value === 'string' || Array.isArray(value)
    ? `has a length of ${String(value.length)}`
    : `is ${shown(value)}`;
}

function oneOf(values: readonly unknown[]): string {
  return values
    .map(String)
    .join(', ')
    .replace(/, (?=[^,]*$)/u, ' or ');
}

const shownMost = 60;

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > shownMost ? `${text.slice(0, shownMost)}…` : text;
}
