import { expect, test } from 'vitest';
import { problemOf } from '../generation/testing.ts';
import { refuseUndocumented, undocumentedNatives } from './undocumented.ts';

const fields = {
  draft: { harmless: false, wayOut: 'use 480p' },
  frames: { wayOut: 'use duration' },
};

test('what is not known, and what changes nothing, is let through', () => {
  expect(problemOf(() => refuseUndocumented({ user: 'u', draft: false }, fields))).toBeNull();
  expect(problemOf(() => refuseUndocumented(Object.create({ frames: 1 }), fields))).toBeNull();
});

test('what would change something is refused by the name that the client wrote', () => {
  expect(problemOf(() => refuseUndocumented({ frames: 100 }, fields))).toEqual({
    code: 'invalid_parameter',
    message: 'frames is not offered here: use duration.',
    field: 'frames',
  });
  expect(problemOf(() => refuseUndocumented({ draft: true }, fields, 'metadata'))?.field).toBe(
    'metadata.draft',
  );
});

test.each([null, '', [], {}, undefined])('%j asks for nothing', (value) => {
  const body = { frames: value, draft: value };
  expect(problemOf(() => refuseUndocumented(body, fields))).toBeNull();
});

test('of what few models take only what changes nothing is let through', () => {
  const refused = (body: object) =>
    problemOf(() => refuseUndocumented(body, undocumentedNatives))?.field ?? null;
  for (const task of ['auto', 'reference']) {
    expect(refused({ omni_reference_task_type: task })).toBeNull();
  }
  for (const task of ['edit', 'extend']) {
    expect(refused({ omni_reference_task_type: task })).toBe('omni_reference_task_type');
  }
  expect(refused({ service_tier: 'default', camera_fixed: false })).toBeNull();
  expect(refused({ service_tier: 'flex' })).toBe('service_tier');
});
