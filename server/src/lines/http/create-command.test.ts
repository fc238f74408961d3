import { expect, test } from 'vitest';
import { asArrived } from '../../dialects/testing/arrived.ts';
import { operationOf } from '../../dialects/testing/operations.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import { dialectNamed } from '../../tasks/testing/fixture.ts';
import { commandOf } from './create-command.ts';
import { planned } from '../../making/testing/planned.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { probedFile } from '../../generation/testing.ts';
import type { MediaRole } from '../../generation/request.ts';
import type { Line, LineModel } from '../book/line.ts';

/** The body that an upstream is sent. */
function sent(over: Partial<PlannedRequest>) {
  const dialect = dialectNamed('ark');
  const model = {
    family: 'seedance-1.0-pro',
    upstreamName: 'up',
    tasksMax: null,
    cost: null,
  } as const;
  // All else of a line plays no part in what it is told.
  const line = { dialect: dialect.name, models: [model] } as unknown as Line;
  const parts = { line, dialect, mediaUrl: () => 'https://a.png', callbackUrl: () => null };
  const request = planned({ family: 'seedance-1.0-pro', ...over });
  const command = commandOf(parts, { attemptId: 'task-1-1', request }, model);
  const call = operationOf(dialect, 'create').asks.encode(command);
  if ('unsayable' in call) throw new Error(call.unsayable);
  return asArrived(call.said.body);
}

test('a flex task may wait at its line as long as it may here', () => {
  expect(sent({ flex: true, expiresSeconds: 259_200 })).toMatchObject({
    service_tier: 'flex',
    execution_expires_after: 259_200,
  });
  expect(sent({})).not.toHaveProperty('execution_expires_after');
});

test('a length in frames is sent in them alone', () => {
  const body = sent({ frames: 61, seconds: 2.5, cameraFixed: true });
  expect(body).toMatchObject({ frames: 61, camera_fixed: true });
  expect(body).not.toHaveProperty('duration');
});

test('parameters of the text are sent in their fields, and the text without them', () => {
  const body = sent({ prompt: 'a kite', writtenPrompt: 'a kite --dur 5' });
  expect(body).toMatchObject({ content: [{ type: 'text', text: 'a kite' }], duration: 5 });
});

const model: LineModel = {
  family: 'seedance-2.0',
  upstreamName: 'cme_doubao_seedance_2_0',
  tasksMax: null,
  cost: null,
};

/** The roles that a line of the dialect is told. */
function rolesTold(dialect: Dialect, ...roles: MediaRole[]): (MediaRole | null)[] {
  // All else of a line plays no part in what it is told.
  const line = { dialect: dialect.name, models: [model] } as unknown as Line;
  const places = {
    line,
    dialect,
    mediaUrl: () => 'https://a.example/1.png',
    callbackUrl: () => null,
  };
  const media = roles.map((role, index) => ({
    ...probedFile({ kind: 'image' }),
    role,
    field: `media[${String(index)}]`,
  }));
  const command = commandOf(places, { attemptId: 'a', request: planned({ media }) }, model);
  return command.ask.media.map(({ role }) => role);
}

test('hmtm is sent a lone first frame without a role, as its example has it', () => {
  expect(rolesTold(dialectNamed('hmtm'), 'first_frame')).toEqual([null]);
});

test('all other media have their roles', () => {
  const hmtm = dialectNamed('hmtm');
  expect(rolesTold(hmtm, 'reference_image')).toEqual(['reference_image']);
  expect(rolesTold(hmtm, 'first_frame', 'last_frame')).toEqual(['first_frame', 'last_frame']);
  expect(rolesTold(dialectNamed('ark'), 'first_frame')).toEqual(['first_frame']);
});
