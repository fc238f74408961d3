import { describe, expect, test } from 'vitest';
import { ProblemError } from '../generation/problems.ts';
import { decodeCall } from './codec.ts';
import type { Dialect, Operation } from './mechanism.ts';
import { spoken } from './testing/spoken.ts';

/** The parser of URLs drops tabs and line ends, so that what is read would not be what was sent. */

const hook = 'https://hooks.example/films';

/** Of a create that names a callback as this. */
function problemOf(dialect: Dialect, url: string): ProblemError['problem'] | null {
  const operation = dialect.operations.find((one): one is Operation<'create'> => {
    return one.does === 'create' && !one.isRefused;
  });
  const field = dialect.callback?.field ?? '';
  const [model] = dialect.catalogue.models;
  const ask = { model: model?.name ?? '', prompt: 'a river', media: [], seconds: 5 } as const;
  const call = operation?.asks.encode({ ask, callbackUrl: hook });
  if (!operation || !call || 'unsayable' in call) throw new Error(`${dialect.name} says nothing`);
  const { said } = call;
  const written = JSON.stringify(said.body);
  // Beside the other fields, or in `metadata`.
  const place = `"${field}":${JSON.stringify(hook)}`;
  expect(written).toContain(place);
  try {
    const body: unknown = JSON.parse(
      written.replace(place, () => `"${field}":${JSON.stringify(url)}`),
    );
    expect(decodeCall(operation, { ...said, body }).callbackUrl).toBe(url);
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

const withCallbacks = spoken.filter(({ callback }) => callback !== undefined);

describe.each(withCallbacks.map((dialect) => [dialect.name, dialect] as const))(
  'a callback URL of %s',
  (_name, dialect) => {
    test.each([
      'https://hooks.example/fi\tlms',
      'https://hooks.example/fi\nlms',
      'https://hooks.example/fi\rlms',
      'ht\ttps://hooks.example/films',
      '\thttps://hooks.example/films',
      'https://hooks.example/films\n',
      'https://hooks.example/films ',
      ' https://hooks.example/films',
      'https://hooks.example/fi lms',
      'https://hooks.example/fi\u0000lms',
      'https://hooks.example/fi\u007flms',
      'https://hooks.example/fi\u0085lms',
      'https://hooks.example/fi\u00a0lms',
      'https://hooks.example/films\ufeff',
    ])('%j is refused by its field', (url) => {
      expect(problemOf(dialect, url)).toMatchObject({
        code: 'invalid_parameter',
        field: expect.stringMatching(/(^|\.)(callback_url|webhookUrl)$/) as string,
      });
    });

    test.each([
      hook,
      'http://hooks.example',
      'https://hooks.example:8443/a%20b?c=d+e&f=%E6%B2%B3#g',
      'https://用户.example/路径',
    ])('%j is taken as it is', (url) => {
      expect(problemOf(dialect, url)).toBeNull();
    });
  },
);

test('a medium with a control character is refused by its field, and one with a space is taken', () => {
  const operation = spoken
    .find(({ name }) => name === 'seedance2ink')
    ?.operations.find((one): one is Operation<'create'> => one.does === 'create');
  if (!operation) throw new Error('no seedance2.ink');
  const decode = (url: string) => {
    const body = { model: 'seedance-2.0', prompt: 'a river', mediaUrls: [url] };
    return decodeCall(operation, { path: {}, query: {}, body }).ask.media[0]?.url;
  };
  for (const url of ['https://m.example/a\t.png', 'https://m.example/a.png\n']) {
    expect(() => decode(url)).toThrow('mediaUrls[0]');
  }
  expect(decode('https://m.example/a b.png')).toBe('https://m.example/a b.png');
});
