import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCall } from './dialects/codec.ts';
import { dialects } from './dialects/index.ts';
import type {
  AnyOperation,
  Commands,
  CreateCommand,
  Deed,
  Dialect,
  WireCall,
} from './dialects/mechanism.ts';
import { validCall } from './dialects/testing/arbitraries.ts';
import { jsonSchemaOf } from './dialects/testing/from-schema.ts';
import { withAt } from './dialects/testing/malformed.ts';
import { spotsOf, type JsonPath } from './dialects/testing/spots.ts';
import { promptCharactersMost } from './generation/families.ts';
import { ProblemError } from './generation/problems.ts';
import { taskView } from './generation/testing.ts';
import { parseOutcome } from './studio/outcomes.ts';
import { storyboardOf } from './studio/storyboard.ts';
import { fingerprint } from './tasks/fingerprint.ts';
import { draft } from './tasks/plan.ts';
import { leastProcessorMs } from './testing/processor-time.ts';

/** What a body of this size may keep a process from everybody else for. */
const bodyCharacters = 1_048_576;
const turnMs = 50;
/** A refusal tells what is wrong, and does not hand the body back. */
const refusalCharacters = 4_000;
/** The door lets more values than this in no body. */
const valuesMost = 49_000;

const fills = [
  ' ',
  '\n',
  '-',
  '--',
  '--dur ',
  '--seed=1',
  '\\',
  '"',
  'e\u0301\u0302',
  '👩‍👩‍👧‍👦',
  '海',
  '7',
  'a',
  '[[',
  '[[fail: ',
  '[[delay:1ms]]',
  ',',
  '/',
  '.a',
  '=',
  'two red cats ',
  'pan to ',
];
const openings = ['', 'https://media.example/', 'data:image/png;base64,', 'asset://'];

function filled(opening: string, fill: string, characters: number): string {
  return opening + fill.repeat(Math.ceil(characters / fill.length)).slice(0, characters);
}

const texts = [
  ...fills.map((fill) => ({ how: JSON.stringify(fill), value: filled('', fill, bodyCharacters) })),
  ...openings.flatMap((opening) =>
    ['/', 'a', ' '].map((fill) => ({
      how: JSON.stringify(`${opening}${fill}`),
      value: filled(opening, fill, bodyCharacters),
    })),
  ),
];

/** For places that hold no text of any kind. */
const fewTexts = texts.slice(0, 3);

function crowdOf(entryOf: (index: number) => unknown): unknown[] {
  return Array.from({ length: valuesMost }, (_, index) => entryOf(index));
}

/** Made once: what is built anew for every place is built for longer than it is read. */
const crowds = [
  { how: 'many numbers', value: crowdOf((index) => index) },
  { how: 'many nulls', value: crowdOf(() => null) },
  { how: 'many texts', value: crowdOf(() => 'https://m.example/a') },
  { how: 'many different texts', value: crowdOf((index) => `https://m.example/${String(index)}`) },
  { how: 'many objects', value: crowdOf(() => ({})) },
];
const manyKeys = Object.fromEntries(
  Array.from({ length: valuesMost }, (_, index) => [`k${String(index)}`, index]),
);

interface Big {
  how: string;
  call: WireCall;
}

/** A call for each place of the body, with something big in it. */
function* bigCalls(op: AnyOperation): Generator<Big> {
  const { body } = op.asks.schemas;
  if (!body) return;
  const schema = jsonSchemaOf(body);
  const places = new Map<string, { path: JsonPath; isText: boolean; whole: WireCall }>();
  for (const whole of fc.sample(validCall(op.asks.schemas), { numRuns: 300, seed: 35 })) {
    for (const { path, kind } of spotsOf(schema, whole.body)) {
      const name = path.map((step) => (typeof step === 'number' ? '[]' : step)).join('.');
      if (!places.has(name)) places.set(name, { path, isText: kind === 'text', whole });
    }
  }
  for (const [name, { path, isText, whole }] of places) {
    const at = ({ how, value }: { how: string; value: unknown }): Big => ({
      how: `${name || 'the body'} of ${how}`,
      call: { ...whole, body: withAt(whole.body, path, value) },
    });
    const there: unknown = path.reduce<unknown>((value, step) => Object(value)[step], whole.body);
    if (path.length > 0) for (const text of isText ? texts : fewTexts) yield at(text);
    for (const crowd of crowds) yield at(crowd);
    if (Array.isArray(there)) {
      yield at({ how: 'the same again', value: crowdOf(() => there[0] as unknown) });
    }
    yield at({ how: 'many keys', value: { ...Object(there), ...manyKeys } });
  }
}

/** All that a call goes through in one turn, and how large the refusal is that it ends in. */
function turn(dialect: Dialect, op: AnyOperation, call: WireCall, model?: string): number {
  try {
    const command = decodeCall(op, call);
    if (isCreate(command)) accept(dialect, command, model ?? command.ask.model);
    return 0;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return JSON.stringify(dialect.problem(error.problem, op).body).length;
  }
}

function isCreate(command: Commands[Deed]): command is CreateCommand {
  return 'ask' in command;
}

function accept(dialect: Dialect, command: CreateCommand, model: string): void {
  fingerprint(dialect.name, command);
  const { ask } = draft(dialect, { ...command.ask, model }, 1);
  parseOutcome(ask.prompt);
  const view = taskView({ prompt: ask.prompt, metadata: JSON.stringify(command.metadata ?? {}) });
  for (const { does, answers } of dialect.operations) {
    if (does === 'create' || does === 'get') JSON.stringify(answers.encode(view));
  }
}

/** One of those that take the same body, under several paths. */
const cases = dialects.flatMap((dialect) => {
  const withBodies = dialect.operations.filter(
    ({ asks, isRefused, takes }) => asks.schemas.body && !isRefused && takes !== 'form',
  );
  const bodyOf = ({ does, asks: { schemas } }: AnyOperation) =>
    does + (schemas.body ? JSON.stringify(jsonSchemaOf(schemas.body)) : '');
  return [...Map.groupBy(withBodies, bodyOf).values()].flatMap(([op]) =>
    op ? [[dialect.name, op.path, dialect, op] as const] : [],
  );
});

describe.each(cases)('%s, %s', (_name, _path, dialect, op) => {
  test('no body keeps the process for long, and none comes back in a refusal', () => {
    const slow: string[] = [];
    const [some] = dialect.catalogue.models;
    const model = op.does === 'create' ? some?.name : undefined;
    for (const { how, call } of bigCalls(op)) {
      let characters = 0;
      const ms = leastProcessorMs(() => {
        characters = turn(dialect, op, call, model);
      }, turnMs);
      if (ms > turnMs) slow.push(`${how}: ${ms.toFixed(0)} ms`);
      if (characters > refusalCharacters) slow.push(`${how}: ${String(characters)} characters`);
    }
    expect(slow).toEqual([]);
  }, 300_000);
});

describe('the longest prompts', () => {
  test.each(fills)('of %j are read in little time by the studio', (fill) => {
    const prompt = filled('', fill, promptCharactersMost).toWellFormed();
    expect(leastProcessorMs(() => parseOutcome(prompt), turnMs)).toBeLessThan(turnMs);
    // In a child process, which renders for seconds.
    const storyboardMs = 500;
    expect(leastProcessorMs(() => storyboardOf(prompt, 1, 'text'), storyboardMs)).toBeLessThan(
      storyboardMs,
    );
  });
});
