import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { requireModel } from '../generation/catalogue.ts';
import { complete, withMedia } from '../generation/complete.ts';
import { ProblemError } from '../generation/problems.ts';
import { probedFile } from '../generation/testing.ts';
import { netCharge } from '../generation/view.ts';
import type { TaskView } from '../generation/view.ts';
import { asWritten } from '../generation/written-json.ts';
import { decodeCall } from './codec.ts';
import { dialects } from './index.ts';
import type {
  Commands,
  CreateCommand,
  Deed,
  Dialect,
  ModelOffer,
  Operation,
  TaskList,
  TaskReport,
  WireCall,
} from './mechanism.ts';
import { asArrived } from './testing/arrived.ts';
import {
  kindOfFile,
  offers,
  otherResults,
  sayableCommand,
  validCall,
  views,
} from './testing/arbitraries.ts';
import { jsonSchemaOf } from './testing/from-schema.ts';

const cases = dialects.flatMap((dialect) =>
  dialect.operations.map((op) => [dialect.name, op.does, dialect, op] as const),
);

describe.each(cases)('%s, %s', (_name, _does, dialect, op) => {
  test('every schema has a JSON Schema', () => {
    const { path, query, body } = op.asks.schemas;
    for (const schema of [path, query, body, op.answers.schema]) {
      if (schema) expect(jsonSchemaOf(schema)).toHaveProperty('type');
    }
  });

  test.skipIf(op.isRefused)('what is said means the same at the other end', () => {
    commandsComeBack(dialect, op);
  });

  test('what a client says can be said again, and means the same', () => {
    callsComeBack(op);
  });

  test('what is answered is all documented keys in order, and reads back as it was', () => {
    if (op.does === 'models') {
      fc.assert(fc.property(offers, (list) => offersComeBack(op, list)));
    } else if (op.does === 'create') {
      fc.assert(fc.property(acceptedViews, (view) => viewComesBack(dialect, op, view)));
    } else if (op.does === 'get' || op.does === 'cancel') {
      fc.assert(fc.property(views, (view) => viewComesBack(dialect, op, view)));
    } else if (op.does === 'list') {
      fc.assert(fc.property(otherResults.list, (list) => tasksComeBack(dialect, op, list)));
    } else {
      resultsAreRead(op);
    }
  });
});

/** A create answers as the task stood when it was accepted; some platforms need not say so. */
const acceptedViews = views.filter(({ state }) => state === 'queued');

function commandsComeBack<D extends Deed>(dialect: Dialect, op: Operation<D>): void {
  fc.assert(
    fc.property(sayableCommand(dialect, op), (command) => {
      const there = decodeCall(op, saidBy(op, command));
      expect(meaningOf(dialect, there)).toEqual(meaningOf(dialect, command));
    }),
  );
}

function callsComeBack<D extends Deed>(op: Operation<D>): void {
  fc.assert(
    fc.property(validCall(op.asks.schemas), (call) => {
      const command = unlessRefused(() => decodeCall(op, call));
      if (command === null || !('said' in op.asks.encode(command))) return;
      expect(withoutFields(decodeCall(op, saidBy(op, command)))).toEqual(withoutFields(command));
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
  const whole = complete(ask, requireModel(ask.model, dialect.name, 'model'), 1);
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

/** `field` only says where a value stood, for errors. */
function withoutFields(command: Commands[Deed]): unknown {
  return JSON.parse(
    JSON.stringify(command, (key, value: unknown) => (key === 'field' ? undefined : value)),
  );
}

type ViewDeed = 'create' | 'get' | 'cancel';

function viewComesBack<D extends ViewDeed>(
  dialect: Dialect,
  op: Operation<D>,
  view: TaskView,
): void {
  const wire = written(op, op.answers.encode(view));
  expectReport(dialect, view, op.answers.decode(wire));
}

function tasksComeBack(dialect: Dialect, op: Operation<'list'>, list: TaskList): void {
  const { tasks } = op.answers.decode(written(op, op.answers.encode(list)));
  expect(tasks.length).toBe(list.tasks.length);
  for (const [index, view] of list.tasks.entries()) {
    const report = tasks[index];
    if (report) expectReport(dialect, view, report);
  }
}

/** What is read out of it differs from deed to deed; here only that it is documented and can be read. */
function resultsAreRead<D extends keyof typeof otherResults>(op: Operation<D>): void {
  fc.assert(
    fc.property(otherResults[op.does], (result) => {
      op.answers.decode(written(op, op.answers.encode(result)));
    }),
  );
}

function expectReport(dialect: Dialect, view: TaskView, report: TaskReport): void {
  const { failure, ...others } = report;
  const expected = expectedOf(dialect, view);
  const told = Object.entries(others).filter(([, value]) => value !== undefined);
  expect(Object.fromEntries(told)).toEqual(
    Object.fromEntries(
      told.map(([name, value]) => [
        name,
        name.endsWith('AtMs') ? atSameStep(value, expected[name]) : expected[name],
      ]),
    ),
  );
  if (failure !== undefined) expectSameFailure(dialect, view, report);
}

/** Many platforms tell times in whole seconds: then the second, else the very time. */
function atSameStep(told: unknown, time: unknown): unknown {
  const second = Math.floor(Number(time) / 1000) * 1000;
  return told === second ? second : time;
}

/** The JSON of an answer, which has nothing that the schema does not list, in its order. */
function written(op: Operation, wire: unknown): unknown {
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

function expectSameFailure(dialect: Dialect, view: TaskView, { failure }: TaskReport): void {
  expect(['failed', 'cancelled', 'expired']).toContain(view.state);
  if (view.failure === null) {
    expect(failure?.message).not.toBe('');
    return;
  }
  const { code, message } = view.failure;
  // A text of spaces alone is none; its own word beside is what it was told as.
  const told: unknown = message.trim() === '' ? expect.any(String) : message;
  expect(failure).toMatchObject({ code: dialect.lost.failures?.[code] ?? code, message: told });
}

function offersComeBack(op: Operation<'models'>, list: readonly ModelOffer[]): void {
  const reports = op.answers.decode(written(op, op.answers.encode(list)));
  expect(reports.map(({ id }) => id)).toEqual(list.map(({ id }) => id));
  for (const [index, report] of reports.entries()) {
    for (const [name, value] of Object.entries(report)) {
      const offer: Partial<Record<string, unknown>> = { ...list[index] };
      if (value !== undefined) expect([name, value]).toEqual([name, offer[name]]);
    }
  }
}
