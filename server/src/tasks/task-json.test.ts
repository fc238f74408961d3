import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { views } from '../dialects/testing/arbitraries.ts';
import { taskOutput, taskView } from '../generation/testing.ts';
import { shortenedTo, taskJson, taskJsonSchema, viewInState } from './task-json.ts';

test('every task is written as its schema says, and nothing else is', () => {
  fc.assert(
    fc.property(views, (view) => {
      const json: unknown = JSON.parse(JSON.stringify(taskJson(view)));
      expect(taskJsonSchema.strict().parse(json)).toEqual(json);
    }),
  );
});

test('a task says which key made it, or that none did', () => {
  const keyId = '019362f2-7a1e-7000-8000-000000000001';
  expect(taskJson(taskView({ keyId }))).toMatchObject({ keyId });
  expect(taskJson(taskView({ keyId: null }))).toMatchObject({ keyId: null });
});

test('a task tells its tier, and its length in frames where it was asked for in them', () => {
  expect(taskJson(taskView())).toMatchObject({ serviceTier: 'default', frames: null });
  expect(taskJson(taskView({ flex: true, frames: 29, seconds: 1 }))).toMatchObject({
    serviceTier: 'flex',
    frames: 29,
    seconds: 1,
  });
});

test('credits are numbers of credits, times are ISO 8601', () => {
  const view = taskView({ quoteMicros: 12_800_000n, chargedMicros: 40_000_001n });
  expect(taskJson(view)).toMatchObject({
    quotedCredits: 12.8,
    chargedCredits: 40.000001,
    createdAt: '2026-11-21T08:00:00.000Z',
    expiresAt: '2026-11-23T08:00:00.000Z',
  });
});

test('a task that is told of later says nothing of what came after', () => {
  const done = taskView({
    state: 'succeeded',
    progress: 100,
    output: taskOutput(),
    chargedMicros: 40_000_000n,
    completionTokens: 1,
    finishedAtMs: 5,
  });
  expect(viewInState(done, 'succeeded', 1)).toBe(done);
  expect(viewInState(done, 'running', 1)).toEqual(taskView({ state: 'running', updatedAtMs: 1 }));
});

test('a task that is told of after a refund is told as it was before', () => {
  const refunded = taskView({
    state: 'succeeded',
    progress: 100,
    output: taskOutput(),
    chargedMicros: 40_000_000n,
    refundedMicros: 15_000_000n,
    finishedAtMs: 5,
    updatedAtMs: 9,
  });
  expect(viewInState(refunded, 'succeeded', 5)).toEqual({
    ...refunded,
    refundedMicros: 0n,
    updatedAtMs: 5,
  });
});

describe('a task that is too long for a webhook', () => {
  const bytes = (task: object): number => Buffer.byteLength(JSON.stringify(task));

  test('has its prompt cut between characters, and says so', () => {
    const whole = taskJson(taskView({ prompt: '🎬'.repeat(10_000), metadata: '{"a":1}' }));
    const cut = shortenedTo(19_000, whole);
    expect(cut).toMatchObject({ shortened: ['prompt'], metadata: { a: 1 } });
    expect(cut.prompt).toBe('🎬'.repeat(500));
    expect(bytes(cut)).toBeLessThanOrEqual(19_000);
  });

  test('loses metadata that is too long itself', () => {
    const cut = shortenedTo(
      19_000,
      taskJson(taskView({ metadata: JSON.stringify({ a: 'x'.repeat(20_000) }) })),
    );
    expect(cut).toMatchObject({ shortened: ['prompt', 'metadata'], metadata: null });
  });

  test('that fits is told whole', () => {
    const whole = taskJson(taskView());
    expect(shortenedTo(19_000, whole)).toBe(whole);
  });
});
