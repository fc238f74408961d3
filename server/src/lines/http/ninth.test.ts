import { expect, test } from 'vitest';
import { ninth } from '../../dialects/testing/ninth.ts';
import { planned } from '../../making/testing/planned.ts';
import type { Line } from '../book/line.ts';
import { completeLineSpec, parseLineSpec } from '../book/line-spec.ts';
import { lineThatSpeaks, scriptedUpstream } from '../testing/speaking-line.ts';

/** A line that speaks what nobody here knows by its name. */

const attempt = { attemptId: 'a-1', taskId: 'a', mode: 'live', model: 'film-one' } as const;

test('a ninth dialect is called as an upstream, and its answers are read', async () => {
  const upstream = scriptedUpstream();
  const models: Line['models'] = [
    { family: 'seedance-2.0', upstreamName: 'film-one', tasksMax: null, cost: null },
  ];
  const line = lineThatSpeaks(ninth, upstream, {
    // All else of a line plays no part in this.
    line: {
      id: 'line_1',
      name: 'n',
      dialect: 'ninth',
      baseUrl: 'https://up.example',
      models,
    } as never,
  });
  const sent: unknown[] = [];
  upstream.answer = (_url, { body = '' }) => {
    sent.push(JSON.parse(body));
    return { status: 201, body: { number: 'n-7', stage: 'waiting' } };
  };
  const request = planned();
  expect(await line.submit({ ...attempt, request })).toMatchObject({
    kind: 'accepted',
    upstreamId: 'n-7',
  });
  expect(upstream.asked).toMatchObject([{ method: 'POST', url: { pathname: '/films' } }]);
  expect(sent).toMatchObject([{ model: 'film-one', prompt: request.prompt }]);

  upstream.answer = () => ({
    status: 200,
    body: {
      number: 'n-7',
      stage: 'broken',
      trouble: { code: 'content_policy', message: 'Not so.' },
    },
  });
  const seen = await line.look([{ upstreamId: 'n-7', attemptId: 'a-1', request }]);
  expect(seen.get('n-7')).toMatchObject({
    state: 'failed',
    failure: { code: 'content_policy', message: 'Not so.' },
  });

  upstream.answer = () => ({
    status: 400,
    body: { no: { code: 'invalid_parameter', why: 'No.' } },
  });
  expect(await line.submit({ ...attempt, request })).toMatchObject({
    kind: 'refused',
    failure: { message: 'No.' },
  });
});

test('an operator connects it by its name, without a preset', async () => {
  const spec = parseLineSpec({
    name: 'of films',
    dialect: 'ninth',
    baseUrl: 'https://films.example',
    models: [{ family: 'seedance-2.0', upstreamName: 'film-one' }],
    callbacks: true,
  });
  const deps = {
    dialects: new Map([['ninth', ninth]]),
    resolve: () => Promise.resolve(['93.184.216.34']),
  };
  expect(await completeLineSpec(spec, deps)).toMatchObject({
    dialect: 'ninth',
    baseUrl: 'https://films.example',
    callbacks: true,
  });
});
