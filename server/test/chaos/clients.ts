import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Random } from '../../src/studio/random.ts';
import { call } from '../harness/api.ts';
import type { TestServer } from '../harness/server.ts';
import type { Customer } from './customers.ts';
import { untilAnswered, type Answer, type Trouble } from './retry.ts';
import { cancelPath, clientDialects, isFinalWord, stateOf, type ClientDialect } from './wire.ts';

/** What a client asked for, and will ask for again under the same key until it is answered. */
export interface Order {
  idempotencyKey: string;
  customer: Customer;
  mode: 'live' | 'test';
  dialect: ClientDialect;
  prompt: string;
  fate: Fate;
}

/** What the client wants to become of it; a render may be cut short by a cancel, and the other way round. */
type Fate = 'fails' | 'renders' | 'is cancelled';

/** An order with the id that a 2xx answer gave it. */
export interface Acknowledged extends Order {
  id: string;
  /** A cancel was acknowledged too. */
  cancelled: boolean;
  /** Was read in a final state, which it must never leave. */
  final: boolean;
}

/** What the clients of a storm share. */
export interface Crowd {
  server: TestServer;
  customers: readonly Customer[];
  acknowledged: Acknowledged[];
  trouble: Trouble;
  /** Clients that wait for a film now. */
  waiting: number;
  isOver(): boolean;
}

/** Rendering takes seconds of a core: of more at once none would be done before the next strike. */
const waitingMax = 1;
const lookEveryMs = 250;

const pauseMs = { least: 10, most: 80 };

/** Orders, cancels and reads until the storm is over and everything that was begun is answered. */
export async function runClient(crowd: Crowd, name: string, random: Random): Promise<void> {
  for (let turn = 0; !crowd.isOver(); turn += 1) {
    const known = crowd.acknowledged[Math.floor(random.next() * crowd.acknowledged.length)];
    if (known && random.next() < 0.3) await readAgain(crowd, known, random);
    else await fulfil(crowd, drawOrder(crowd, `${name}-${String(turn)}`, random), random);
    await wait(random.between(pauseMs.least, pauseMs.most));
  }
}

function drawOrder(crowd: Crowd, idempotencyKey: string, random: Random): Order {
  const [first, ...others] = crowd.customers;
  if (!first) throw new Error('a storm needs customers');
  const fate = drawFate(crowd, random);
  const mode = random.next() < liveShare[fate] ? 'live' : 'test';
  return {
    idempotencyKey,
    customer: random.pick([first, ...others]),
    mode,
    dialect: random.pick(clientDialects),
    prompt: `${wordsFor(fate, mode, random)} film ${idempotencyKey}`,
    fate,
  };
}

/** Live tasks move money, and each starts a renderer, even if it is cancelled. */
const liveShare: Readonly<Record<Fate, number>> = { fails: 0, renders: 0.8, 'is cancelled': 0.2 };

function drawFate(crowd: Crowd, random: Random): Fate {
  if (crowd.waiting < waitingMax) return 'renders';
  return random.next() < 0.1 ? 'is cancelled' : 'fails';
}

/** Only test keys have the sandbox's words. */
function wordsFor(fate: Fate, mode: 'live' | 'test', random: Random): string {
  if (mode === 'live') return 'harbour at dusk,';
  switch (fate) {
    case 'fails':
      return random.pick(['[[fail:provider_error]]', '[[delay:300ms]] [[fail:content_policy]]']);
    case 'renders':
      return random.pick(['', '[[delay:300ms]]']);
    case 'is cancelled':
      return '[[delay:60s]]';
  }
}

async function fulfil(crowd: Crowd, order: Order, random: Random): Promise<void> {
  switch (order.fate) {
    case 'fails':
      await placeOrder(crowd, order);
      return;
    case 'renders':
      await awaitFilm(crowd, order, random);
      return;
    case 'is cancelled':
      await cancel(crowd, await placeOrder(crowd, order));
  }
}

async function placeOrder(crowd: Crowd, order: Order): Promise<Acknowledged> {
  const answer = await untilAnswered(() => send(crowd.server, order), crowd.trouble);
  expect(answer, `the create ${order.idempotencyKey}`).toMatchObject({ status: 200 });
  const id = order.dialect.idOf(answer.body);
  const acknowledged: Acknowledged = { ...order, id, cancelled: false, final: false };
  crowd.acknowledged.push(acknowledged);
  return acknowledged;
}

/** As a customer does: order, and look until it is there. */
async function awaitFilm(crowd: Crowd, order: Order, random: Random): Promise<void> {
  crowd.waiting += 1;
  const film = await placeOrder(crowd, order);
  while (!film.final && !crowd.isOver()) {
    await wait(lookEveryMs);
    await readAgain(crowd, film, random);
  }
  crowd.waiting -= 1;
}

/** The same bytes every time, so that a server that knows the key knows the request. */
export function send(server: Pick<TestServer, 'url'>, order: Order): Promise<Answer> {
  return call(server, 'POST', order.dialect.createPath, {
    key: order.customer.keys[order.mode],
    headers: { 'idempotency-key': order.idempotencyKey },
    body: order.dialect.film(order.prompt),
  });
}

export function read(
  server: Pick<TestServer, 'url'>,
  { id, customer }: Acknowledged,
  dialect: ClientDialect,
): Promise<Answer> {
  return call(server, 'GET', dialect.readPath(id), { key: customer.keys.test });
}

async function cancel(crowd: Crowd, one: Acknowledged): Promise<void> {
  const { id, customer, mode } = one;
  const answer = await untilAnswered(
    () => call(crowd.server, 'POST', cancelPath(id), { key: customer.keys[mode] }),
    crowd.trouble,
  );
  // 409: it had ended before.
  expect([200, 409], `the cancel of ${id}`).toContain(answer.status);
  one.cancelled = answer.status === 200;
}

async function readAgain(crowd: Crowd, one: Acknowledged, random: Random): Promise<void> {
  const wasFinal = one.final;
  const dialect = random.pick(clientDialects);
  const answer = await untilAnswered(() => read(crowd.server, one, dialect), crowd.trouble);
  expect(answer, `a read of ${one.id}`).toMatchObject({ status: 200 });
  const final = isFinalWord(stateOf(answer.body));
  if (wasFinal) expect(final, `${one.id} was final and is ${stateOf(answer.body)}`).toBe(true);
  if (final) one.final = true;
}
