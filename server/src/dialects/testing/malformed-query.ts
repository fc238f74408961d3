/** Broken paths and queries. */
import * as fc from 'fast-check';
import { urlOfCall } from '../codec.ts';
import type { AnyOperation, WireCall } from '../mechanism.ts';
import type { Break } from './broken-call.ts';
import { jsonSchemaOf, text } from './from-schema.ts';
import { spotsOf } from './spots.ts';

export function brokenPath(
  operation: AnyOperation,
  call: WireCall,
  name: string,
): fc.Arbitrary<Break> {
  const at = (raw: string) =>
    urlOfCall(operation.path, { ...call, path: { ...call.path, [name]: '\u0001' } }).replace(
      '%01',
      raw,
    );
  const texts = fc.constantFrom('%00', 'a%00b', '%ED%A0%80', '%zz', '%', '%c0%ae');
  const odd = fc.oneof(
    text.map(encodeURIComponent),
    fc.constantFrom('', '..', '%2e%2e', '%2F', '__proto__', 'constructor', '-1', 'NaN'),
    fc.integer({ min: 200, max: 6000 }).map((length) => 'x'.repeat(length)),
  );
  return fc.oneof(
    texts.map((raw): Break => ({ how: `path ${name} is ${raw}`, url: at(raw), refusedBy: 'text' })),
    odd.map((raw): Break => ({ how: `path ${name} is odd`, url: at(raw), refusedBy: 'nobody' })),
  );
}

const oddQueries = ['x', 'x=%00', 'x=%zz', '__proto__=1', 'a=1&a=2&a[b]=3', 'x'.repeat(6000)];

/** What no operation has a word for. */
export function oddQuery(operation: AnyOperation, call: WireCall): fc.Arbitrary<Break> {
  const url = urlOfCall(operation.path, call);
  return fc.constantFrom('', ...oddQueries).map((query): Break => ({
    how: `query ?${query.slice(0, 20)}`,
    url: `${url}${url.includes('?') ? '&' : '?'}${query}`,
    refusedBy: 'nobody',
  }));
}

/**
 * One parameter of the query is not what its schema allows; none where all texts are. In a URL every
 * value is a text, and one that is given twice is a list.
 */
export function wrongQueries(operation: AnyOperation, call: WireCall): Break[] {
  const { query } = operation.asks.schemas;
  if (!query) return [];
  return spotsOf(jsonSchemaOf(query), call.query).flatMap(({ path: [name, ...inside], wrongs }) =>
    // What stands in a list of texts is a text, whatever it was.
    name === undefined || inside.length > 0
      ? []
      : wrongs.flatMap(({ how, value }) => {
          const isList = Array.isArray(value);
          if (!isList && typeof value !== 'string' && value !== undefined) return [];
          const { [name]: _right, ...others } = call.query;
          const wrong = isList && value.length === 0 ? ['1', '1'] : value;
          const changed = wrong === undefined ? others : { ...others, [name]: wrong };
          return [
            {
              how: `query ${String(name)}: ${how}`,
              url: urlOfCall(operation.path, { ...call, query: changed }),
              query: changed,
              refusedBy: 'schema' as const,
            },
          ];
        }),
  );
}
