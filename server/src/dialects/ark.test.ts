import { describe, expect, test } from 'vitest';
import { problemOf, taskOutput, taskView } from '../generation/testing.ts';
import type { TaskView } from '../generation/view.ts';
import { ark } from './ark.ts';
import { decodeCall } from './codec.ts';
import type { ListCommand, WireCall } from './mechanism.ts';
import { asArrived } from './testing/arrived.ts';
import { callWith, operationOf } from './testing/operations.ts';

const create = operationOf(ark, 'create');
const get = operationOf(ark, 'get');
const list = operationOf(ark, 'list');
const remove = operationOf(ark, 'delete');

const id = 'cgt-20260521073338-abc';
const view = (more: Partial<TaskView> = {}) =>
  taskView({
    id,
    model: 'doubao-seedance-2-0-260128',
    seed: 78_674,
    createdAtMs: 1_779_348_818_000,
    updatedAtMs: 1_779_348_874_900,
    ...more,
  });

const succeeded: Partial<TaskView> = {
  state: 'succeeded',
  output: taskOutput({ videoUrl: 'https://v.mp4' }),
  completionTokens: 108_900,
};

const begin = `{"id":"${id}","model":"doubao-seedance-2-0-260128"`;
const middle = '"created_at":1779348818,"updated_at":1779348874,"seed":78674,"resolution":"720p"';
const end =
  '"framespersecond":24,"service_tier":"default","execution_expires_after":172800,"generate_audio":true,"draft":false,"priority":0';
const asAsked = `${middle},"ratio":"16:9","duration":5,${end}}`;

describe('answers are the documented text', () => {
  test('to a create', () => {
    expect(JSON.stringify(create.answers.encode(view()))).toBe(`{"id":"${id}"}`);
    const named = view({ metadata: '{"safety_identifier":"user-7"}' });
    expect(JSON.stringify(create.answers.encode(named))).toBe(
      `{"id":"${id}","safety_identifier":"user-7"}`,
    );
  });

  test.each<[string, Partial<TaskView>, string]>([
    ['queued', {}, `${begin},"status":"queued",${asAsked}`],
    ['running', { state: 'running' }, `${begin},"status":"running",${asAsked}`],
    [
      'succeeded',
      succeeded,
      `${begin},"status":"succeeded","content":{"video_url":"https://v.mp4"},"usage":{"completion_tokens":108900,"total_tokens":108900},${asAsked}`,
    ],
    [
      'succeeded, with the last frame that was asked for',
      {
        ...succeeded,
        output: taskOutput({ videoUrl: 'https://v.mp4', lastFrameUrl: 'https://l.jpg' }),
      },
      `${begin},"status":"succeeded","content":{"video_url":"https://v.mp4","last_frame_url":"https://l.jpg"},"usage":{"completion_tokens":108900,"total_tokens":108900},${asAsked}`,
    ],
    [
      'succeeded, with the length and shape that were left open',
      {
        ...succeeded,
        seconds: 'auto',
        ratio: 'adaptive',
        output: taskOutput({ videoUrl: 'https://v.mp4', seconds: 7, ratio: '9:16' }),
      },
      `${begin},"status":"succeeded","content":{"video_url":"https://v.mp4"},"usage":{"completion_tokens":108900,"total_tokens":108900},${middle},"ratio":"9:16","duration":7,${end}}`,
    ],
    [
      'failed',
      { state: 'failed', failure: { code: 'content_policy', message: 'No.' } },
      `${begin},"status":"failed","error":{"code":"OutputVideoSensitiveContentDetected","message":"No."},${asAsked}`,
    ],
    ['cancelled', { state: 'cancelled' }, `${begin},"status":"cancelled",${asAsked}`],
    ['expired', { state: 'expired' }, `${begin},"status":"expired",${asAsked}`],
    [
      'with its length and shape still open',
      { seconds: 'auto', ratio: 'adaptive' },
      `${begin},"status":"queued",${middle},"ratio":"adaptive","duration":-1,${end}}`,
    ],
    [
      'with what the client said of it',
      { metadata: '{"safety_identifier":"u1","priority":3}', expiresSeconds: 3600 },
      `${begin},"status":"queued",${asAsked
        .replace('"priority":0}', '"priority":3,"safety_identifier":"u1"}')
        .replace('172800', '3600')}`,
    ],
    [
      'of the flex tier, asked for in frames',
      { flex: true, frames: 61, seconds: 2 },
      `${begin},"status":"queued",${asAsked
        .replace('"duration":5,', '')
        .replace('"framespersecond":24', '"framespersecond":24,"frames":61')
        .replace('"default"', '"flex"')}`,
    ],
    [
      'succeeded, with the frames that were made',
      { ...succeeded, frames: 61, output: taskOutput({ videoUrl: 'https://v.mp4', frames: 61 }) },
      `${begin},"status":"succeeded","content":{"video_url":"https://v.mp4"},"usage":{"completion_tokens":108900,"total_tokens":108900},${asAsked
        .replace('"duration":5,', '')
        .replace('"framespersecond":24', '"framespersecond":24,"frames":61')}`,
    ],
    [
      'of another dialect, whose metadata means nothing here',
      { metadata: '{"safety_identifier":7,"priority":"high"}' },
      `${begin},"status":"queued",${asAsked}`,
    ],
  ])('to a query: %s', (_state, more, text) => {
    expect(JSON.stringify(get.answers.encode(view(more)))).toBe(text);
  });

  test('to a callback, which is the query answer', () => {
    expect(ark.callback?.field).toBe('callback_url');
    expect(ark.callback?.body(view(succeeded))).toEqual(get.answers.encode(view(succeeded)));
  });
});

const body = {
  model: 'doubao-seedance-2-0-260128',
  content: [{ type: 'text', text: 'a cat runs on grass' }],
};
const decode = (more: object) => decodeCall(create, callWith({ ...body, ...more }));

describe('a create is read', () => {
  test('in full', () => {
    const whole = {
      content: [
        { type: 'text', text: 'one' },
        { type: 'image_url', image_url: { url: 'asset://asset-1' }, role: 'reference_image' },
        { type: 'audio_url', audio_url: { url: 'https://a.wav' }, role: 'reference_audio' },
      ],
      resolution: '4K',
      ratio: 'adaptive',
      duration: -1,
      generate_audio: false,
      watermark: true,
      output_format: 'mp4',
      omni_reference_task_type: 'reference',
      seed: 2_147_483_647,
      camera_fixed: false,
      return_last_frame: true,
      draft: false,
      service_tier: 'default',
      execution_expires_after: 3600,
      priority: 9,
      callback_url: 'https://hooks.example/films',
      safety_identifier: 'u1',
    };
    expect(decode(whole)).toEqual({
      ask: {
        model: 'doubao-seedance-2-0-260128',
        prompt: 'one',
        media: [
          {
            url: 'asset://asset-1',
            kind: 'image',
            role: 'reference_image',
            field: 'content[1].image_url.url',
          },
          {
            url: 'https://a.wav',
            kind: 'audio',
            role: 'reference_audio',
            field: 'content[2].audio_url.url',
          },
        ],
        seconds: 'auto',
        resolution: '4k',
        ratio: 'adaptive',
        generateAudio: false,
        seed: 2_147_483_647,
        watermark: true,
        returnLastFrame: true,
      },
      callbackUrl: 'https://hooks.example/films',
      metadata: { safety_identifier: 'u1', priority: 9 },
      expiresSeconds: 3600,
    });
  });

  test('with what few models take', () => {
    const more = {
      service_tier: 'flex',
      camera_fixed: true,
      frames: 121,
      duration: 5,
      omni_reference_task_type: 'extend',
    };
    const read = decode(more);
    expect(read.ask).toMatchObject({
      flex: true,
      cameraFixed: true,
      frames: 121,
      referenceTask: 'extend',
    });
    expect(read.ask.seconds).toBeUndefined();
    const { duration: _wonOver, ...said } = more;
    expect(create.asks.encode(read)).toMatchObject({ said: { body: said } });
    expect(asArrived(create.asks.encode(read))).not.toHaveProperty('said.body.duration');
  });

  test('with nothing filled in, and a random seed for -1', () => {
    expect(decode({ seed: -1 })).toEqual({
      ask: { model: body.model, prompt: 'a cat runs on grass', media: [] },
    });
  });

  test('with unknown fields ignored', () => {
    expect(decode({ framespersecond: 24, user: 'u' })).toEqual(decode({}));
    const newest = { optimize_prompt: false, reasoning_effort: 'minimal', human_face_mode: null };
    const ofMeshes = { file_format: 'mp4', subdivision_level: 'high' };
    expect(decode({ ...newest, ...ofMeshes })).toEqual(decode({}));
  });

  test('with what its own Python client sends of arguments that nobody set', () => {
    const unset = { callback_url: null, return_last_frame: null, service_tier: null, seed: null };
    const more = { resolution: null, ratio: null, duration: null, frames: null, tools: null };
    expect(decode({ ...unset, ...more, camera_fixed: null, draft: null })).toEqual(decode({}));
    const content = [{ type: 'text', text: 'a cat runs on grass', image_url: null, role: null }];
    expect(decode({ content })).toEqual(decode({}));
  });

  test('with empty texts for a word, an address or an id left out', () => {
    const empty = { resolution: '', ratio: '', callback_url: '', service_tier: '' };
    expect(decode({ frames: '', camera_fixed: '' })).toEqual(decode({}));
    expect(decode(empty)).toEqual(decode({}));
  });

  test.each([
    ['model', { model: null }],
    ['content', { content: null }],
    ['content[0].type', { content: [{ type: null, text: 'x' }] }],
    ['content[0].text', { content: [{ type: 'text', text: null }] }],
    ['content[0].image_url', { content: [{ type: 'image_url', image_url: null }] }],
    ['content[0].image_url.url', { content: [{ type: 'image_url', image_url: { url: null } }] }],
  ])('null for a required %s is a missing one', (field, more) => {
    const problem = problemOf(() => decode(more));
    expect(problem).toMatchObject({ code: 'missing_parameter', field });
    expect(problem?.message).toMatch(`${field} is missing; it must be `);
  });

  test('an item that is null is refused by its place', () => {
    const [text] = body.content;
    expect(problemOf(() => decode({ content: [text, null] }))).toMatchObject({
      code: 'invalid_parameter',
      field: 'content[1]',
    });
  });

  test.each([
    ['draft', true],
    ['optimize_prompt', true],
    ['human_face_mode', 'inpainting'],
    ['reasoning_effort', 'high'],
    ['file_format', 'mov'],
    ['tools', [{ type: 'web_search' }]],
  ])('%s would change what is made or paid, and is refused by name', (field, value) => {
    const problem = problemOf(() => decode({ [field]: value }));
    expect(problem).toMatchObject({ code: 'invalid_parameter', field });
    expect(problem?.message).toContain(`${field} is not offered here: `);
  });

  test.each([
    ['output_format', 'mov'],
    ['omni_reference_task_type', 'stitch'],
    ['service_tier', 'fast'],
    ['frames', 12.5],
    ['camera_fixed', 'yes'],
    ['resolution', '2k'],
    ['ratio', '5:4'],
    ['duration', -2],
    ['duration', 4.5],
    ['seed', 2_147_483_648],
    ['priority', 10],
    ['execution_expires_after', 3599],
    ['execution_expires_after', 259_201],
    ['callback_url', 'ftp://a.example/'],
    ['safety_identifier', 'x'.repeat(65)],
    ['content', []],
    ['content[0].image_url', [{ type: 'image_url', image_url: 'https://a.png' }]],
  ])('a wrong %s is refused by name: %j', (field, value) => {
    const [key = ''] = field.split('[');
    expect(problemOf(() => decode({ [key]: value }))).toMatchObject({
      code: 'invalid_parameter',
      field,
    });
  });

  test('a draft is refused by name', () => {
    const content = [{ type: 'draft_task', draft_task: { id: 'cgt-1' } }];
    expect(problemOf(() => decode({ content }))).toMatchObject({
      code: 'invalid_parameter',
      field: 'content[0].draft_task',
    });
  });
});

describe('what Ark has no words for is unsayable', () => {
  const ask = { model: body.model, prompt: 'a kite', media: [] };
  test.each([
    ['2k', { ask: { ...ask, resolution: '2k' as const } }, /resolution is "2k"/],
    ['a large seed', { ask: { ...ask, seed: 2_147_483_648 } }, /seed is 2147483648/],
    ['metadata of other names', { ask, metadata: { project: 1 } }, /metadata/],
    ['empty metadata', { ask, metadata: {} }, /metadata/],
    ['a priority in words', { ask, metadata: { priority: 'high' } }, /priority is "high"/],
    ['a short deadline', { ask, expiresSeconds: 60 }, /execution_expires_after is 60/],
  ])('%s', (_name, command, reason) => {
    const wire = create.asks.encode(command);
    expect('unsayable' in wire ? wire.unsayable : '').toMatch(reason);
  });

  const page = { limit: 20, from: { page: 1 }, order: 'newest', withinSeconds: 604_800 } as const;
  test.each<[string, Partial<ListCommand>, RegExp]>([
    ['a list that goes on after a task', { from: { after: null } }, /after no id/],
    ['the oldest first', { order: 'oldest' }, /oldest/],
    ['a list of all time', { withinSeconds: undefined }, /seven days/],
    ['two states at once', { states: ['queued', 'running'] }, /one state/],
    ['501 tasks', { limit: 501 }, /page_size is "501"/],
  ])('%s', (_name, more, reason) => {
    const wire = list.asks.encode({ ...page, ...more });
    expect('unsayable' in wire ? wire.unsayable : '').toMatch(reason);
  });

  test('to stop what runs', () => {
    expect(remove.asks.encode({ id, whileOpen: 'cancel' })).toHaveProperty('unsayable');
    expect(remove.asks.encode({ id, whileOpen: 'cancel_queued' })).toMatchObject({
      said: { path: { id } },
    });
  });
});

describe('a list', () => {
  const asked = (query: WireCall['query']) =>
    decodeCall(list, { path: {}, query, body: undefined });
  const usual = { limit: 20, from: { page: 1 }, order: 'newest', withinSeconds: 604_800 };

  test('is asked for by page, of the last seven days, with filters', () => {
    expect(asked({})).toEqual(usual);
    const filters = {
      page_num: '500',
      page_size: '500',
      'filter.status': 'expired',
      'filter.task_ids': 'cgt-1',
      'filter.model': 'ep-1',
      'filter.service_tier': 'default',
    };
    expect(asked(filters)).toEqual({
      ...usual,
      limit: 500,
      from: { page: 500 },
      states: ['expired'],
      ids: ['cgt-1'],
      model: 'ep-1',
      flex: false,
    });
    expect(asked({ 'filter.service_tier': 'flex' })).toEqual({ ...usual, flex: true });
    expect(asked({ 'filter.task_ids': ['cgt-1', 'cgt-2'] })).toMatchObject({
      ids: ['cgt-1', 'cgt-2'],
    });
  });

  test.each([
    ['page_num', '0'],
    ['page_num', '501'],
    ['page_size', '1.5'],
    ['page_size', ['1', '2']],
  ])('with a wrong %s is refused by name: %j', (field, value) => {
    expect(problemOf(() => asked({ [field]: value }))).toMatchObject({
      code: 'invalid_parameter',
      field,
    });
  });

  test.each([
    ['filter.status', 'done'],
    ['filter.status', 'Succeeded'],
    ['filter.service_tier', 'priority'],
  ])('with a %s of %s, which no task has, finds none', (field, value) => {
    expect(asked({ [field]: value, 'filter.model': 'ep-1' })).toEqual({
      ...usual,
      model: 'ep-1',
      states: [],
    });
  });

  test('with empty ids among others leaves those out, and with nothing else asks for all', () => {
    expect(asked({ 'filter.task_ids': ['', 'cgt-1'] }).ids).toEqual(['cgt-1']);
    expect(asked({ 'filter.task_ids': ['', ''] })).toEqual(usual);
  });

  test('of no state or of no id cannot be asked for', () => {
    for (const none of [{ states: [] }, { ids: [] }, { ids: [''] }]) {
      const command: ListCommand = { ...asked({}), ...none };
      expect(list.asks.encode(command)).toHaveProperty('unsayable');
    }
  });

  test('is answered with the number of all that match, and read by its readable items', () => {
    const tasks = [view(), view(succeeded)];
    const answer = list.answers.encode({ tasks, total: 7, hasMore: true });
    const items = tasks.map((each) => JSON.stringify(get.answers.encode(each)));
    expect(JSON.stringify(answer)).toBe(`{"total":7,"items":[${items.join(',')}]}`);
    const told = { total: 3, items: [{ id, status: 'running' }, { status: 'queued' }, 'rubbish'] };
    expect(list.answers.decode(told)).toEqual({ tasks: [{ id, state: 'running' }], total: 3 });
  });
});

test('a delete cancels what waits, and answers nothing', () => {
  expect(decodeCall(remove, { path: { id }, query: {}, body: undefined })).toEqual({
    id,
    whileOpen: 'cancel_queued',
  });
  expect(JSON.stringify(remove.answers.encode({ id, became: 'cancelled' }))).toBe('{}');
});

describe('answers of an upstream are read', () => {
  test('in full', () => {
    const told = `{"id":"${id}","model":"m","status":"succeeded","content":{"video_url":"https://v.mp4","last_frame_url":"https://l.jpg"},"usage":{"completion_tokens":108900,"total_tokens":108900,"tool_usage":{"web_search":0}},"created_at":1779348818,"updated_at":1779348874,"seed":78674,"resolution":"720p","ratio":"16:9","duration":5,"framespersecond":24,"service_tier":"default","execution_expires_after":172800,"generate_audio":true,"draft":false,"priority":0}`;
    expect(get.answers.decode(JSON.parse(told))).toEqual({
      id,
      state: 'succeeded',
      model: 'm',
      seconds: 5,
      resolution: '720p',
      ratio: '16:9',
      seed: 78_674,
      videoUrl: 'https://v.mp4',
      lastFrameUrl: 'https://l.jpg',
      completionTokens: 108_900,
      createdAtMs: 1_779_348_818_000,
    });
  });

  test('loosely: unknown words, missing and wrong fields hide nothing else', () => {
    const told = {
      id,
      status: 'warming_up',
      ratio: '7:5',
      resolution: '8k',
      duration: 4.6,
      error: null,
      content: { video_url: 5, last_frame_url: 'https://l.jpg' },
    };
    expect(get.answers.decode(told)).toEqual({
      id,
      state: null,
      lastFrameUrl: 'https://l.jpg',
    });
  });

  test('to a create: accepted, and so waiting', () => {
    expect(create.answers.decode({ id })).toEqual({ id, state: 'queued' });
  });

  test.each([null, [], 'ok', {}, { id: '' }, { id: 7 }])('not at all: %j', (told) => {
    expect(problemOf(() => create.answers.decode(told))?.code).toBe('malformed_body');
  });
});
