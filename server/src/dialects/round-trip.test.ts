import * as fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AssetView } from '../generation/asset.ts';
import { requireModel } from '../generation/catalogue.ts';
import { complete, withMedia } from '../generation/complete.ts';
import { ProblemError } from '../generation/problems.ts';
import type { Failure } from '../generation/problems.ts';
import { probedFile } from '../generation/testing.ts';
import { netCharge } from '../generation/view.ts';
import type { TaskView } from '../generation/view.ts';
import { asWritten } from '../generation/written-json.ts';
import { decodeCall, isUsableId } from './codec.ts';
import type {
  AssetReport,
  Commands,
  CreateCommand,
  Deed,
  Dialect,
  ModelOffer,
  ModelReport,
  Operation,
  Reports,
  Results,
  TaskReport,
  WireCall,
} from './mechanism.ts';
import { asArrived } from './testing/arrived.ts';
import {
  anyCommand,
  kindOfFile,
  offers,
  otherResults,
  sayableCommand,
  sparseCall,
  validCall,
  views,
} from './testing/arbitraries.ts';
import { jsonSchemaOf } from './testing/from-schema.ts';
import { probesOf, reportFields, resultsOf } from './testing/fullest.ts';
import { knownOf } from './testing/known.ts';
import { spoken } from './testing/spoken.ts';

/** What was compared, by operation. */
interface Tally {
  commands: number;
  calls: number;
  fields: number;
  /** Calls that mean nothing which could be asked again: refused, or without a word in the other direction. */
  refused: number;
  unsaid: number;
}
type Counted = keyof Tally;

const tallies = new Map<string, Tally>();

function tallyOf({ name }: Dialect, { does, path }: Pick<Operation, 'does' | 'path'>): Tally {
  const key = `${name}: ${does} ${path}`;
  const tally = tallies.get(key) ?? { commands: 0, calls: 0, fields: 0, refused: 0, unsaid: 0 };
  tallies.set(key, tally);
  return tally;
}

afterAll(() => {
  for (const [name, tally] of tallies) {
    const { commands, calls, fields, refused, unsaid } = tally;
    process.stdout.write(
      `${name}: ${String(commands)} commands, ${String(calls)} calls (besides ${String(refused)} refused, ${String(unsaid)} unsayable), ${String(fields)} fields came back\n`,
    );
  }
});

const cases = spoken.flatMap((dialect) =>
  dialect.operations.map((op) => [dialect.name, op.does, op.path, dialect, op] as const),
);

describe.each(cases)('%s, %s at %s', (_name, _does, _path, dialect, op) => {
  const expectSome = (counted: Counted): void => {
    expect(tallyOf(dialect, op)[counted]).toBeGreaterThan(0);
  };

  test('every schema has a JSON Schema', () => {
    const { path, query, body } = op.asks.schemas;
    for (const schema of [path, query, body, op.answers.schema]) {
      if (schema) expect(jsonSchemaOf(schema)).toHaveProperty('type');
    }
  });

  test.skipIf(op.isRefused)('what is said means the same at the other end', () => {
    commandsComeBack(dialect, op);
    expectSome('commands');
  });

  test.skipIf(op.isRefused)('what a client says can be said again, and means the same', () => {
    callsComeBack(dialect, op);
    expectSome('calls');
  });

  test.runIf(op.isRefused)('what is always refused is never said', () => {
    nothingIsDone(dialect, op);
    expectSome('refused');
    expectSome('unsaid');
  });

  const untoldHere = untoldBy(dialect, op);

  test('what is answered is all documented keys in order, and reads back as it was', () => {
    resultsComeBack(dialect, op);
    // But for what tells nothing at all, and is known to.
    if (untoldHere.length < reportFields[op.does].length) expectSome('fields');
  });

  test('each field that is told comes back, and the others are told nowhere', () => {
    const told = new Set(fieldsThatAreTold(dialect, op));
    expect(reportFields[op.does].filter((field) => !told.has(field))).toEqual(untoldHere);
  });
});

const actions = spoken.flatMap((dialect) => {
  const all = new Set(dialect.operations.map(({ does }) => does));
  return [...all].map((does) => [dialect.name, does, dialect] as const);
});

describe.each(actions)('%s, to %s', (_name, does, dialect) => {
  test('each field that has a word comes back, and all others are unsayable', () => {
    const said = fieldsThatComeBack(dialect, does);
    const all = new Set(probesOf(dialect, does).map(({ field }) => field));
    expect(said.size).toBeGreaterThan(0);
    expect([...all.difference(said)]).toEqual(knownOf(dialect).unsayable[does] ?? []);
  });
});

function untoldBy(dialect: Dialect, { does, path }: Pick<Operation, 'does' | 'path'>) {
  const { untold } = knownOf(dialect);
  return untold[`${does} ${path}`] ?? untold[does] ?? [];
}

function operationsFor<D extends Deed>(dialect: Dialect, does: D): Operation<D>[] {
  const theirs = dialect.operations.filter((op) => op.does === does && op.isRefused !== true);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- their deed is `does`
  return theirs as unknown as Operation<D>[];
}

/** Fields of which some value that nobody would have by default is said, and comes back. */
function fieldsThatComeBack(dialect: Dialect, does: Deed): Set<string> {
  const fields = new Set<string>();
  for (const op of operationsFor(dialect, does)) {
    for (const { field, plain, command } of probesOf(dialect, does)) {
      const wire = op.asks.encode(command);
      if ('unsayable' in wire) continue;
      const meaning = meaningOf(dialect, command);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON keeps the parts
      const there = decodeCall(op, asArrived(wire.said) as WireCall);
      expect([field, meaningOf(dialect, there)]).toEqual([field, meaning]);
      tallyOf(dialect, op).commands += 1;
      const isDefault = command !== plain && isDeepStrictEqual(meaning, meaningOf(dialect, plain));
      if (does !== 'create' || !isDefault) fields.add(field);
    }
  }
  return fields;
}

/** Of a result in which all of them are. */
function fieldsThatAreTold<D extends Deed>(dialect: Dialect, op: Operation<D>): string[] {
  return resultsOf(dialect)[op.does].flatMap((result) => toldOf(dialect, op, result));
}

/** A create answers as the task stood when it was accepted; some platforms need not say so. */
const acceptedViews = views.filter(({ state }) => state === 'queued');

const results: { [D in Deed]: fc.Arbitrary<Results[D]> } = {
  ...otherResults,
  create: acceptedViews,
  get: views,
  cancel: views,
  models: offers,
};

function commandsComeBack<D extends Deed>(dialect: Dialect, op: Operation<D>): void {
  const tally = tallyOf(dialect, op);
  fc.assert(
    fc.property(sayableCommand(dialect, op), (command) => {
      const there = decodeCall(op, saidBy(op, command));
      expect(meaningOf(dialect, there)).toEqual(meaningOf(dialect, command));
      tally.commands += 1;
    }),
  );
}

function callsComeBack<D extends Deed>(dialect: Dialect, op: Operation<D>): void {
  const tally = tallyOf(dialect, op);
  const { schemas } = op.asks;
  const calls = fc.oneof(
    validCall(schemas),
    schemas.body instanceof z.ZodObject ? sparseCall(schemas) : validCall(schemas),
    sayableCommand(dialect, op).map((command) => saidBy(op, command)),
  );
  fc.assert(
    fc.property(calls, (call) => {
      const command = unlessRefused(() => decodeCall(op, call));
      if (command === null) {
        tally.refused += 1;
      } else if ('unsayable' in op.asks.encode(command)) {
        tally.unsaid += 1;
      } else {
        const again = decodeCall(op, saidBy(op, command));
        expect(withoutFields(asWorded(again, command))).toEqual(withoutFields(command));
        tally.calls += 1;
      }
    }),
  );
}

function nothingIsDone<D extends Deed>(dialect: Dialect, op: Operation<D>): void {
  const tally = tallyOf(dialect, op);
  fc.assert(
    fc.property(validCall(op.asks.schemas), anyCommand(dialect, op.does), (call, command) => {
      expect(unlessRefused(() => decodeCall(op, call))).toBeNull();
      tally.refused += 1;
      expect(op.asks.encode(command)).toHaveProperty('unsayable');
      tally.unsaid += 1;
    }),
  );
}

function resultsComeBack<D extends Deed>(dialect: Dialect, op: Operation<D>): void {
  fc.assert(
    fc.property(results[op.does], (result) => {
      toldOf(dialect, op, result);
    }),
  );
}

/** Null where the words of an operation exclude each other, which no schema can say. */
function unlessRefused<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

/** The call for a command, as it arrives at the other end. */
function saidBy<D extends Deed>(op: Operation<D>, command: Commands[D]): WireCall {
  const wire = op.asks.encode(command);
  if ('unsayable' in wire) throw new Error(wire.unsayable);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON keeps the parts
  return asArrived(wire.said) as WireCall;
}

/** What would be made, or why not; for other commands than a create, the command itself. */
function meaningOf(dialect: Dialect, command: Commands[Deed]): unknown {
  if (!isCreate(command)) return withoutFields(command);
  const { ask, callbackUrl, metadata, expiresSeconds } = command;
  const files = ask.media.map(({ url }) => probedFile({ kind: kindOfFile(url), sha256: url }));
  const whole = complete(ask, requireModel(ask.model, dialect.catalogue, 'model'), 1);
  try {
    // How answers word a shape is none of what is made.
    const { media, size: _told, ...request } = withMedia(whole, files, dialect.unsaidRoles);
    const nameless = media.map(({ field: _field, ...medium }) => medium);
    // Media are known by their roles, and by their order among those of the same role.
    nameless.sort((a, b) => a.role.localeCompare(b.role));
    return { request, media: nameless, callbackUrl, metadata, expiresSeconds };
  } catch (error) {
    if (error instanceof ProblemError) return { refused: error.problem.code };
    throw error;
  }
}

function isCreate(command: Commands[Deed]): command is CreateCommand {
  return 'ask' in command;
}

/** Pixels that are written because somebody has to name a shape are none that the client named. */
function asWorded(again: Commands[Deed], command: Commands[Deed]): Commands[Deed] {
  if (!isCreate(again) || !isCreate(command) || command.ask.size !== undefined) return again;
  const { size: _written, ...ask } = again.ask;
  return { ...again, ask };
}

/** `field` and `named` only say where a value stood, for errors. */
function withoutFields(command: Commands[Deed]): unknown {
  return JSON.parse(
    JSON.stringify(command, (key, value: unknown) => (places.has(key) ? undefined : value)),
  );
}

const places: ReadonlySet<string> = new Set(['field', 'named']);

/** Fields of an answer, as they were and as they are read. */
interface Pair {
  expected: Partial<Record<string, unknown>>;
  report: Partial<Record<string, unknown>>;
  /** Holds what is read of a failure to what it was. */
  checkFailure?(told: Failure): void;
}

/** What is read out of an answer must be what was answered; the fields that were. */
function toldOf<D extends Deed>(dialect: Dialect, op: Operation<D>, result: Results[D]): string[] {
  const report = op.answers.decode(written(op, op.answers.encode(result)));
  const fields = pairs[op.does](dialect, result, report).flatMap(fieldsThatAreSame);
  tallyOf(dialect, op).fields += fields.length;
  return fields;
}

function fieldsThatAreSame({ expected, report, checkFailure }: Pair): string[] {
  return Object.entries(report).flatMap(([name, value]) => {
    if (value === undefined) return [];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the failure of a report
    if (name === 'failure' && checkFailure) checkFailure(value as Failure);
    else if (name.endsWith('AtMs')) {
      expect([name, value]).toEqual([name, atSameStep(value, expected[name])]);
    } else expect([name, value]).toEqual([name, expected[name]]);
    return [name];
  });
}

/** Many platforms tell times in whole seconds: then the second, else the very time. */
function atSameStep(told: unknown, time: unknown): unknown {
  const second = Math.floor(Number(time) / 1000) * 1000;
  return told === second ? second : time;
}

const pairs: {
  [D in Deed]: (dialect: Dialect, result: Results[D], report: Reports[D]) => Pair[];
} = {
  create: (dialect, view, report) => [taskPair(dialect, view, report)],
  get: (dialect, view, report) => [taskPair(dialect, view, report)],
  cancel: (dialect, view, report) => [taskPair(dialect, view, report)],
  list(dialect, list, report) {
    expect(report.tasks.length).toBe(list.tasks.length);
    // Who asks for no page is told no total.
    const total = list.total === null ? undefined : report.total;
    return [
      {
        expected: { total: list.total, hasMore: list.hasMore },
        report: { total, hasMore: report.hasMore },
      },
      ...report.tasks.map((task, index) =>
        // As many as the list has.
        taskPair(dialect, list.tasks[index] as TaskView, task),
      ),
    ];
  },
  delete: (_dialect, { id }, report) => [{ expected: { id }, report }],
  models(_dialect, list, report) {
    expect(report.map(({ id }) => id)).toEqual(list.map(({ id }) => id));
    // As many as the list has.
    return report.map((model, index) => offerPair(list[index] as ModelOffer, model));
  },
  model: (_dialect, offer, report) => [offerPair(offer, report)],
  balance: (_dialect, balance, report) => [{ expected: { ...balance }, report }],
  keyBalance: (_dialect, balance, report) => [{ expected: { ...balance }, report }],
  assetCreate: (dialect, asset, report) => assetPairs(dialect, [asset], [report]),
  assetCreateMany: (dialect, result, report) =>
    assetPairs(
      dialect,
      result.flatMap((one) => ('asset' in one ? one.asset : [])),
      report,
    ),
  // Where it is told no address, it can be named all the same.
  assetUpload: (_dialect, { id, url }, report) => [
    { expected: { url: report.url.startsWith('asset://') ? `asset://${id}` : url }, report },
  ],
  assetGet: (dialect, asset, report) => assetPairs(dialect, [asset], [report]),
  assetGetMany: (dialect, assets, report) =>
    assetPairs(
      dialect,
      assets.flatMap((asset) => asset ?? []),
      report,
    ),
  assetList: (dialect, { assets, total }, report) => [
    { expected: { total }, report: { total: report.total } },
    ...assetPairs(dialect, assets, report.assets),
  ],
  assetDelete: (_dialect, { id }, report) => [{ expected: { id }, report }],
};

function taskPair(dialect: Dialect, view: TaskView, report: TaskReport): Pair {
  return {
    expected: expectedOf(dialect, view),
    report: { ...report },
    checkFailure: (failure) => {
      expectSameFailure(dialect, view, failure);
    },
  };
}

function offerPair(offer: ModelOffer, report: ModelReport): Pair {
  return { expected: { ...offer }, report: { ...report } };
}

/** By their ids; what has none is told of none. */
function assetPairs(
  dialect: Dialect,
  assets: readonly AssetView[],
  reports: readonly AssetReport[],
): Pair[] {
  const usable = assets.filter(({ id }) => isUsableId(id));
  expect(new Set(reports.map(({ id }) => id))).toEqual(new Set(usable.map(({ id }) => id)));
  return reports.map((report) => {
    const asset = usable.find(({ id }) => id === report.id);
    return {
      expected: {
        id: asset?.id,
        state: asset?.state,
        url: (asset && addressOf(dialect, asset)) ?? null,
      },
      report: { ...report, state: report.state ?? undefined },
      checkFailure: (failure) => {
        expect(failure.message).toEqual(messageTold(asset?.failure?.message ?? ''));
      },
    };
  });
}

/** The JSON of an answer, which has nothing that the schema does not list, in its order. */
function written(op: Pick<Operation, 'answers'>, wire: unknown): unknown {
  const { schema } = op.answers;
  expect(schema.safeParse(wire).error).toBeUndefined();
  const json: unknown = JSON.parse(JSON.stringify(wire));
  if (schema instanceof z.ZodObject) {
    const listed = Object.keys(schema.shape);
    const keys = Object.keys(Object(json));
    expect(keys).toEqual(listed.filter((key) => keys.includes(key)));
  }
  return json;
}

/** What an upstream's report of this task must say, wherever it says anything. */
function expectedOf(dialect: Dialect, view: TaskView): Partial<Record<string, unknown>> {
  const { output } = view;
  return {
    id: view.id,
    state: dialect.lost.states[view.state] ?? view.state,
    progress: view.progress,
    model: view.model,
    prompt: view.prompt,
    seconds: output?.seconds ?? view.seconds,
    frames: output?.frames ?? view.frames,
    resolution: view.resolution,
    ratio: output?.ratio ?? view.ratio,
    seed: view.seed,
    videoUrl: output?.videoUrl,
    posterUrl: output?.posterUrl,
    lastFrameUrl: output?.lastFrameUrl,
    chargedMicros: netCharge(view),
    quoteMicros: view.quoteMicros,
    completionTokens: view.completionTokens,
    createdAtMs: view.createdAtMs,
    finishedAtMs: view.finishedAtMs,
    token: dialect.attemptToken && asWritten(view.metadata ?? '{}')[dialect.attemptToken],
  };
}

function expectSameFailure(dialect: Dialect, view: TaskView, failure: Failure): void {
  expect(['failed', 'cancelled', 'expired']).toContain(view.state);
  if (view.failure === null) {
    expect(failure.message).not.toBe('');
    return;
  }
  const { code, message } = view.failure;
  expect(failure).toMatchObject({
    code: dialect.lost.failures?.[code] ?? code,
    message: messageTold(message),
  });
}

/** A text of spaces alone is none; its own word beside is what it was told as. */
function messageTold(message: string): unknown {
  return message.trim() === '' ? expect.any(String) : message;
}

/** Until it is fetched, some platforms tell from where. */
function addressOf(dialect: Dialect, { url, sourceUrl }: AssetView): string | null {
  return url ?? (knownOf(dialect).tellsSources ? sourceUrl : null);
}
