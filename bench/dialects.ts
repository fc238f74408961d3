import { urlOfCall } from '../server/src/dialects/codec.ts';
import { dialects } from '../server/src/dialects/index.ts';
import type { AnyOperation, Dialect, Said, WireCall } from '../server/src/dialects/mechanism.ts';
import { catalogueOf } from '../server/src/dialects/catalogues.ts';
import type { Model } from '../server/src/generation/models.ts';
import { measure, type LoadRequest } from './load.ts';

/** Reads and submits of one dialect, both in requests a second. */
export interface DialectRow {
  name: string;
  reads: number;
  submits: number;
}

const connections = 64;
const seconds = 2;
const rounds = 3;

/**
 * The same request in the words of every dialect, in turns, so that the noise of the machine falls on
 * all of them alike. Each figure is the median round.
 */
export async function measureDialects(url: string, key: string): Promise<DialectRow[]> {
  const loads = await Promise.all(dialects.map((dialect) => loadsOf(dialect, url, key)));
  const runs = loads.map(() => ({ reads: [] as number[], submits: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { read, submit }] of loads.entries()) {
      runs[index]?.reads.push(await perSecond(url, read));
      runs[index]?.submits.push(await perSecond(url, submit));
    }
  }
  return loads.map(({ name }, index) => ({
    name,
    reads: median(runs[index]?.reads),
    submits: median(runs[index]?.submits),
  }));
}

async function perSecond(url: string, request: LoadRequest): Promise<number> {
  const { perSecond: rate, failed } = await measure({
    url,
    connections,
    seconds,
    requests: [request],
  });
  if (failed > 0) throw new Error(`${request.path}: ${String(failed)} requests failed`);
  return rate;
}

function median(rates: number[] = []): number {
  return rates.toSorted((a, b) => a - b)[rates.length >> 1] ?? 0;
}

async function loadsOf(dialect: Dialect, url: string, key: string) {
  const create = operationOf(dialect, 'create');
  const ask = {
    model: modelFor(dialect).name,
    prompt: 'A river flowing through an autumn forest, aerial view, cinematic motion',
    media: [],
    seconds: 5,
    resolution: '720p' as const,
    ratio: '16:9' as const,
  };
  const submit = requestOf(dialect, create, create.asks.encode({ ask }), key);
  const answer = await fetch(url + submit.path, submit);
  const { id } = create.answers.decode(await answer.json());
  const get = operationOf(dialect, 'get');
  return {
    name: dialect.name,
    submit,
    read: requestOf(dialect, get, get.asks.encode({ id }), key),
  };
}

/** One that needs no media. */
function modelFor({ name }: Dialect): Model {
  const model = catalogueOf(name).models.find(
    ({ limits }) =>
      limits.modes.includes('text') &&
      limits.seconds.includes(5) &&
      limits.resolutions.includes('720p') &&
      limits.mediaForms.includes('url'),
  );
  if (!model) throw new Error(`${name} sells nothing from text alone`);
  return model;
}

function operationOf<D extends 'create' | 'get'>(dialect: Dialect, does: D) {
  const isIt = (op: AnyOperation): op is Extract<AnyOperation, { does: D }> => op.does === does;
  const found = dialect.operations.find(isIt);
  if (!found) throw new Error(`${dialect.name} does not ${does}`);
  return found;
}

function requestOf(
  dialect: Dialect,
  op: Pick<AnyOperation, 'path' | 'method'>,
  call: Said<WireCall>,
  key: string,
): LoadRequest {
  if ('unsayable' in call) throw new Error(`${dialect.name}: ${call.unsayable}`);
  const { body } = call.said;
  return {
    method: op.method === 'POST' ? 'POST' : 'GET',
    path: `/d/${dialect.name}${urlOfCall(op.path, call.said)}`,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
