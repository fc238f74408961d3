import { expect, test } from 'vitest';
import { scopes } from '../../accounts/scopes.ts';
import { jsonSchemaOf } from '../../dialects/testing/from-schema.ts';
import { unbounded } from '../../dialects/testing/unbounded.ts';
import { problemOfAsync } from '../../generation/testing.ts';
import { leastProcessorMs } from '../../testing/processor-time.ts';
import type { JsonRoute } from './route.ts';
import { noVisit } from '../testing/server.ts';
import { routes } from './testing/routes.ts';

const withBodies = routes
  .filter((route): route is JsonRoute => 'act' in route && route.asks.body !== undefined)
  .map((route) => ({ name: `${route.method} ${route.path}`, route }));

/** Who may do all there is to do. */
const nobody = {
  accountId: '',
  keyId: '',
  mode: 'live',
  tier: null,
  scopes: new Set(scopes),
  models: null,
  createsPerMinute: null,
  isSuspended: false,
  person: {
    id: '',
    email: '',
    name: '',
    sessionId: '',
    role: null,
    operatorRole: null,
    passwordDue: false,
  },
} as const;

test.each(withBodies)('$name: whatever a body holds has a bound', ({ route: { asks } }) => {
  expect(asks.body && unbounded(jsonSchemaOf(asks.body))).toEqual([]);
});

test.each(withBodies)(
  '$name: a body that is too large is refused at once, in few words',
  async ({ route }) => {
    const many = Array.from({ length: 49_000 }, (_, index) => index);
    const fields = Object.keys(route.asks.body?.shape ?? {});
    const bodies = [
      { ['x'.repeat(1_000_000)]: 1 },
      Object.fromEntries(many.map((index) => [`k${String(index)}`, index])),
      ...fields.map((field) => ({ [field]: many })),
      ...fields.map((field) => ({ [field]: '-'.repeat(1_000_000) })),
    ];
    for (const body of bodies) {
      const call = { path: { id: 'x' }, query: {}, body };
      const problem = await problemOfAsync(() => route.act(nobody, call, noVisit));
      expect(problem?.code).toMatch(/^(?:invalid|missing)_parameter$/);
      expect(JSON.stringify(problem).length).toBeLessThan(1_000);
      // The refusal comes before anything is waited for.
      const refuse = () => void route.act(nobody, call, noVisit).catch(() => undefined);
      expect(leastProcessorMs(refuse, 50)).toBeLessThan(50);
    }
  },
);
