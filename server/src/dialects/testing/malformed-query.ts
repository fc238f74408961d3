/** Broken paths and queries. */
import * as fc from 'fast-check';
import { urlOfCall } from '../codec.ts';
import type { WireCall } from '../mechanism.ts';
import { validCall } from './arbitraries.ts';
import type { Break, Breakable } from './broken-call.ts';
import { jsonSchemaOf, text } from './from-schema.ts';
import { spotsOf } from './spots.ts';

const unreadablePaths = fc.constantFrom('%00', 'a%00b', '%ED%A0%80', '%zz', '%', '%c0%ae');
const oddPaths = fc.oneof(
  text.map(encodeURIComponent),
  fc.constantFrom('', '..', '%2e%2e', '%2F', '__proto__', 'constructor', '-1', 'NaN'),
  fc.integer({ min: 200, max: 6000 }).map((length) => 'x'.repeat(length)),
);

export function brokenPath(
  operation: Breakable,
  call: WireCall,
  name: string,
): fc.Arbitrary<Break> {
  const at = (raw: string) =>
    urlOfCall(operation.path, { ...call, path: { ...call.path, [name]: '\u0001' } }).replace(
      '%01',
      raw,
    );
  return fc.oneof(
    unreadablePaths.map((raw): Break => ({
      how: `path ${name} is ${raw}`,
      url: at(raw),
      refusedBy: 'text',
    })),
    oddPaths.map((raw): Break => ({
      how: `path ${name} is odd`,
      url: at(raw),
      refusedBy: 'nobody',
    })),
  );
}

const oddQueries = fc.constantFrom(
  '',
  'x',
  'x=%00',
  'x=%zz',
  '__proto__=1',
  'a=1&a=2&a[b]=3',
  'x'.repeat(6000),
);

/** What no operation has a word for. */
export function oddQuery(operation: Breakable, call: WireCall): fc.Arbitrary<Break> {
  const url = urlOfCall(operation.path, call);
  return oddQueries.map((query): Break => ({
    how: `query ?${query.slice(0, 20)}`,
    url: `${url}${url.includes('?') ? '&' : '?'}${query}`,
    refusedBy: 'nobody',
  }));
}

/** The query alone, broken against its schema; operations whose parameters take every text have none. */
export function brokenQuery(operation: Breakable): fc.Arbitrary<Break> {
  return validCall(operation.asks.schemas)
    .map((call) => wrongQuery(operation, call))
    .filter((wrong) => wrong !== null)
    .chain((wrong) => wrong);
}

/**
 * One parameter of the query is not what its schema allows; null where all texts are. In a URL every
 * value is a text, and one that is given twice is a list.
 */
export function wrongQuery(operation: Breakable, call: WireCall): fc.Arbitrary<Break> | null {
  const { query } = operation.asks.schemas;
  if (!query) return null;
  const changes = spotsOf(jsonSchemaOf(query), call.query).flatMap(
    ({ path: [name, ...inside], wrongs }) =>
      // What stands in a list of texts is a text, whatever it was.
      name === undefined || inside.length > 0
        ? []
        : wrongs.flatMap(({ how, value }) => {
            const isList = Array.isArray(value);
            if (!isList && typeof value !== 'string' && value !== undefined) return [];
            const { [name]: _right, ...others } = call.query;
            const wrong = isList && value.length === 0 ? ['1', '1'] : value;
            const changed = wrong === undefined ? others : { ...others, [name]: wrong };
            return [{ how: `query ${String(name)}: ${how}`, query: changed }];
          }),
  );
  if (changes.length === 0) return null;
  return fc.constantFrom(...changes).map(({ how, query: changed }): Break => ({
    how,
    url: urlOfCall(operation.path, { ...call, query: changed }),
    query: changed,
    refusedBy: 'schema',
  }));
}
