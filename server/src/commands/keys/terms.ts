import { InvalidArgumentError, type Command } from 'commander';
import type { KeyTerms } from '../../accounts/keys.ts';
import { budgetPeriods, type Budget, type Limits } from '../../accounts/limits/limits.ts';
import { networkTrouble } from '../../accounts/networks.ts';
import { keyScopes, type Scope } from '../../accounts/scopes.ts';
import { isSold } from '../../dialects/catalogues.ts';
import { decimalToMicros } from '../../generation/money.ts';

/** The word that takes a limit away; commander makes an empty text of null. */
const none = 'none';
type OrNone<Value> = Value | typeof none;

/** Options that limit a key or an account. */
export interface LimitOptions {
  budget?: OrNone<Budget>;
  heldMost?: OrNone<bigint>;
  tasksAtOnce?: OrNone<number>;
}

export interface TermOptions extends LimitOptions {
  scopes?: OrNone<Scope[]>;
  models?: OrNone<string[]>;
  addresses?: OrNone<string[]>;
  expires?: OrNone<Date>;
  createsPerMinute?: OrNone<number>;
}

export function addTerms(command: Command): Command {
  return addLimits(
    command
      .option('--scopes <scopes>', 'what it may do, with commas between', orNone(toScopes))
      .option('--models <models>', 'what it may make, with commas between', orNone(toModels))
      .option('--addresses <networks>', 'from where it may be used', orNone(toAddresses))
      .option('--expires <time>', 'from when on nobody may use it', orNone(toMoment))
      .option('--creates-per-minute <count>', 'creates, uploads and changes', orNone(toCount)),
  );
}

export function addLimits(command: Command): Command {
  return command
    .option(
      '--budget <credits/period>',
      'such as 100/day, 2000/month or 500/total',
      orNone(toBudget),
    )
    .option('--held-most <credits>', 'most credits that are held at one time', orNone(toCredits))
    .option('--tasks-at-once <count>', 'most tasks at one time; others wait', orNone(toCount));
}

/** What was not given stays undefined. */
export function termsOf(options: TermOptions): Partial<KeyTerms> {
  const { scopes, models, addresses, expires, createsPerMinute } = options;
  return {
    ...(scopes !== undefined && { scopes: valueOf(scopes) }),
    ...(models !== undefined && { models: valueOf(models) }),
    ...(addresses !== undefined && { addresses: valueOf(addresses) }),
    ...(expires !== undefined && { expiresAt: valueOf(expires) }),
    ...(createsPerMinute !== undefined && { createsPerMinute: valueOf(createsPerMinute) }),
    ...limitsOf(options),
  };
}

export function limitsOf({ budget, heldMost, tasksAtOnce }: LimitOptions): Partial<Limits> {
  return {
    ...(budget !== undefined && { budget: valueOf(budget) }),
    ...(heldMost !== undefined && { heldMostMicros: valueOf(heldMost) }),
    ...(tasksAtOnce !== undefined && { tasksAtOnce: valueOf(tasksAtOnce) }),
  };
}

function valueOf<Value>(given: OrNone<Value>): Value | null {
  return given === none ? null : given;
}

function orNone<Value>(parse: (text: string) => Value): (text: string) => OrNone<Value> {
  return (text) => (text === none ? none : parse(text));
}

function listOf(text: string): string[] {
  return text.split(',').map((one) => one.trim());
}

function toScopes(text: string): Scope[] {
  return listOf(text).map((name) => {
    const scope = keyScopes.find((one) => one === name);
    if (scope) return scope;
    throw new InvalidArgumentError(`${name} is none of ${keyScopes.join(', ')}.`);
  });
}

function toModels(text: string): string[] {
  const models = listOf(text);
  const stranger = models.find((name) => !isSold(name));
  if (stranger === undefined) return models;
  throw new InvalidArgumentError(`${stranger} names no model that is sold here.`);
}

function toAddresses(text: string): string[] {
  const entries = listOf(text);
  for (const entry of entries) {
    const trouble = networkTrouble(entry);
    if (trouble !== null) throw new InvalidArgumentError(`${JSON.stringify(entry)} ${trouble}.`);
  }
  return entries;
}

function toMoment(text: string): Date {
  const at = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(at.getTime())) {
    return at;
  }
  throw new InvalidArgumentError('It must be a time with its zone, such as 2027-01-01T00:00:00Z.');
}

const countMost = 100_000;

function toCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= countMost) return count;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${String(countMost)}.`);
}

function toCredits(text: string): bigint {
  const micros = decimalToMicros(text);
  if (micros !== null) return micros;
  throw new InvalidArgumentError('It must be credits, with at most six decimals.');
}

function toBudget(text: string): Budget {
  const [credits = '', name] = text.split('/');
  const period = budgetPeriods.find((one) => one === name);
  if (period) return { mostMicros: toCredits(credits), period };
  throw new InvalidArgumentError(
    `It must be credits and one of ${budgetPeriods.join(', ')}, such as 100/day.`,
  );
}
