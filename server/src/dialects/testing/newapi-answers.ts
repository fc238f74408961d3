/**
 * What New-API itself writes, key by key in its order: to a create, to a look at its row of a task, to a
 * look at the same place in OpenAI's words, and where it refuses.
 */

const row = {
  id: 41,
  created_at: 1_784_246_400,
  updated_at: 1_784_246_491,
  task_id: 'task_vVnFqGdKzjR0b3jYJqY4p8cTtXhWm2Ls',
  platform: '54',
  user_id: 1,
  group: 'default',
  channel_id: 3,
  quota: 77_400,
  action: 'generate',
};
const properties = {
  input: '',
  upstream_model_name: 'doubao-seedance-2-0-260128',
  origin_model_name: 'doubao-seedance-2-0-260128',
};
const times = { submit_time: 1_784_246_400, start_time: 1_784_246_415 };

export const newapiTaskId = row.task_id;

/** The answer of its upstream, which it keeps as it came. */
const ark = {
  id: 'cgt-20260717080000-k2m9x',
  model: 'doubao-seedance-2-0-260128',
  created_at: 1_784_246_400,
  service_tier: 'default',
  execution_expires_after: 172_800,
};
const arkSucceeded = {
  ...ark,
  status: 'succeeded',
  content: {
    video_url: 'https://ark-content.example/film.mp4?X-Tos-Signature=f00',
    last_frame_url: 'https://ark-content.example/last.png?X-Tos-Signature=f01',
  },
  usage: { completion_tokens: 151_200, total_tokens: 151_200 },
  updated_at: 1_784_246_489,
  seed: 62_113,
  resolution: '1080p',
  ratio: '9:16',
  duration: 7,
  framespersecond: 24,
  generate_audio: true,
};
const arkFailed = {
  ...ark,
  status: 'failed',
  error: {
    code: 'OutputVideoSensitiveContentDetected',
    message: 'The output video may contain sensitive information. Request id: 0217842464893',
  },
  updated_at: 1_784_246_489,
};
/** Of an upstream that speaks as OpenAI does; New-API then hands its file out itself. */
const video = {
  id: 'video_68e0',
  object: 'video',
  model: 'doubao-seedance-2-0-260128',
  status: 'completed',
  progress: 100,
  created_at: 1_784_246_400,
  completed_at: 1_784_246_489,
  seconds: '7',
  size: '1080x1920',
};

function answered(more: object): string {
  return JSON.stringify({ code: 'success', message: '', data: { ...row, ...more } });
}

export const newapiRows = {
  notStarted: answered({
    status: 'NOT_START',
    fail_reason: '',
    ...{ submit_time: times.submit_time, start_time: 0, finish_time: 0 },
    progress: '0%',
    properties,
    data: { id: ark.id },
  }),
  running: answered({
    status: 'IN_PROGRESS',
    fail_reason: '',
    ...times,
    finish_time: 0,
    progress: '50%',
    properties,
    data: { ...ark, status: 'running', updated_at: 1_784_246_415 },
  }),
  succeeded: answered({
    status: 'SUCCESS',
    fail_reason: '',
    result_url: arkSucceeded.content.video_url,
    ...times,
    finish_time: 1_784_246_491,
    progress: '100%',
    properties,
    data: arkSucceeded,
  }),
  /** `result_url` repeats the reason where there is no address. */
  failed: answered({
    status: 'FAILURE',
    fail_reason: arkFailed.error.message,
    result_url: arkFailed.error.message,
    ...times,
    finish_time: 1_784_246_491,
    progress: '100%',
    properties,
    data: arkFailed,
  }),
  /** Its own end of a task, of which its upstream had not told anything yet. */
  timedOut: answered({
    status: 'FAILURE',
    fail_reason: '任务超时（60分钟）',
    result_url: '任务超时（60分钟）',
    ...times,
    finish_time: 1_784_250_000,
    progress: '100%',
    properties,
    data: { ...ark, status: 'running', updated_at: 1_784_246_415 },
  }),
  ofVideoChannel: answered({
    status: 'SUCCESS',
    fail_reason: '',
    result_url: `https://newapi.example/v1/videos/${row.task_id}/content`,
    ...times,
    finish_time: 1_784_246_491,
    progress: '100%',
    properties,
    data: video,
  }),
} as const;

const head = { id: row.task_id, task_id: row.task_id, object: 'video', model: ark.model };

export const newapiVideos = {
  created: JSON.stringify({
    ...head,
    status: 'queued',
    progress: 0,
    created_at: row.created_at,
  }),
  succeeded: JSON.stringify({
    ...head,
    status: 'completed',
    progress: 100,
    created_at: row.created_at,
    completed_at: row.updated_at,
    metadata: { url: arkSucceeded.content.video_url },
  }),
  failed: JSON.stringify({
    ...head,
    status: 'failed',
    progress: 100,
    created_at: row.created_at,
    completed_at: row.updated_at,
    error: { message: arkFailed.error.message, code: arkFailed.error.code },
    metadata: { url: '' },
  }),
  ofVideoChannel: JSON.stringify({ ...video, id: row.task_id }),
} as const;

export const newapiRefusals = {
  missingTask: {
    status: 400,
    text: '{"code":"task_not_exist","message":"task_not_exist","data":null}',
  },
  unknownPath: {
    status: 404,
    text: '{"error":{"message":"Invalid URL (GET /v1/video/generation/x)","type":"invalid_request_error","param":"","code":""}}',
  },
  unknownKey: {
    status: 401,
    text: '{"error":{"message":"Invalid token (request id: 20260717080000)","type":"new_api_error","code":""}}',
  },
  noFile: {
    status: 404,
    text: '{"error":{"message":"Task not found","type":"invalid_request_error"}}',
  },
} as const;
