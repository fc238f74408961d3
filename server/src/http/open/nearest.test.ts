import { expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { nearestDialect } from './nearest.ts';

const nearest = nearestDialect(dialects);

test.each([
  ['/api/open/v1/video/generations/req_1/no-such-thing', 'seedance2ink'],
  ['/api/open/v1/video', 'seedance2ink'],
  ['/api/open/v1/models/', 'seedance2ink'],
  ['/api/open/v1/tasks', 'hmtm'],
  ['/api/open/v1/generations/extra', 'hmtm'],
  ['/api/open/v1/elsewhere', 'hmtm'],
  ['/d/seedance2ink/api/open/v1/generations', 'seedance2ink'],
  ['/d/seedance2ink', 'seedance2ink'],
  ['/d/seedance2inkling', undefined],
  ['/platform/v1/tasks', undefined],
  ['/apix/open', undefined],
  ['/', undefined],
  ['', undefined],
  ['*', undefined],
])('%s is asked by a client of %s', (path, name) => {
  expect(nearest(path)?.name).toBe(name);
});

test('a path without end is not looked at for long', () => {
  const startedMs = performance.now();
  nearest('/a'.repeat(1_000_000));
  expect(performance.now() - startedMs).toBeLessThan(50);
});
