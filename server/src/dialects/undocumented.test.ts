import { expect, test } from 'vitest';
import { problemOf } from '../generation/testing.ts';
import { refuseUndocumented } from './undocumented.ts';

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
