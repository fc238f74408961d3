import { expect, test } from 'vitest';
import type { Dialect } from '../dialects/mechanism.ts';
import { probedFile } from '../generation/testing.ts';
import type { MediaRole } from '../generation/request.ts';
import { dialectNamed } from '../tasks/testing/spine.ts';
import { commandOf } from './create-command.ts';
import type { Line, LineModel } from './line.ts';
import { planned } from './testing/planned.ts';

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
