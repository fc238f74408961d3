import type { FaultAsk } from '../simulator/faults.ts';
import { forbiddenWord } from './truth.ts';

export interface Weather {
  /** How long everything that is asked is answered with an error. */
  outageSeconds: number;
  /** How long nearly every create is told to come back later. */
  rushSeconds: number;
  /** Also what takes minutes: to prove that a create never arrived, calls that hang, endless files. */
  isLong: boolean;
}

/** All faults that the simulator has, each at a small share. */
export function badWeather(weather: Weather): FaultAsk[] {
  return [
    {
      does: 'refuse',
      on: ['create'],
      status: 400,
      code: 'InputTextSensitiveContentDetected',
      prompt: forbiddenWord,
    },
    ...(weather.isLong ? longTroubles : []),
    ...lostCreates,
    tooMany({ share: 0.9, retryAfterSeconds: 2, forSeconds: weather.rushSeconds }),
    tooMany({ share: 0.02, retryAfterSeconds: 1 }),
    { does: 'refuse', on: ['get', 'list'], status: 503, forSeconds: weather.outageSeconds },
    { does: 'refuse', on: ['get', 'list'], status: 500, code: 'InternalServiceError', share: 0.02 },
    ...badReads,
    ...badFiles,
    ...badTasks,
    ...badCallbacks,
  ];
}

function tooMany(more: {
  share: number;
  retryAfterSeconds: number;
  forSeconds?: number;
}): FaultAsk {
  const code = 'ModelAccountRpmRateLimitExceeded';
  return { does: 'refuse', on: ['create'], status: 429, code, ...more };
}

const longTroubles: FaultAsk[] = [
  { does: 'drop', on: ['create'], at: 'arrival', share: 0.01 },
  { does: 'refuse', on: ['create'], status: 500, share: 0.01 },
  { does: 'html', on: ['create'], share: 0.005 },
  { does: 'hang', on: ['create'], share: 0.005 },
  { does: 'hang', on: ['get', 'list'], share: 0.01, times: 20 },
  // It goes on until a limit of gigabytes is reached.
  { does: 'endless', on: ['download'], share: 0.05, times: 2 },
];

/** The upstream took them, and nobody was told. */
const lostCreates: FaultAsk[] = [
  { does: 'drop', on: ['create'], at: 'answer', share: 0.03 },
  { does: 'drop', on: ['create'], at: 'half', share: 0.03 },
  { does: 'refuse', on: ['create'], status: 502, carriedOut: true, share: 0.03 },
  { does: 'html', on: ['create'], carriedOut: true, share: 0.03 },
  { does: 'garble', on: ['create'], share: 0.03 },
  { does: 'blank', on: ['create'], share: 0.03 },
  { does: 'slow', on: ['create'], ms: 2_000, share: 0.05 },
];

const badReads: FaultAsk[] = [
  { does: 'drop', on: ['get', 'list'], at: 'arrival', share: 0.02 },
  { does: 'drop', on: ['get', 'list'], at: 'answer', share: 0.02 },
  { does: 'drop', on: ['get', 'list'], at: 'half', share: 0.02 },
  { does: 'html', on: ['get', 'list'], share: 0.02 },
  { does: 'slow', on: ['get', 'list'], ms: 1_000, share: 0.05 },
  { does: 'garble', on: ['get', 'list'], share: 0.02 },
  { does: 'blank', on: ['get', 'list'], share: 0.02 },
  { does: 'word', on: ['get', 'list'], word: 'pondering', share: 0.05 },
  { does: 'forget', on: ['get', 'list'], share: 0.05 },
];

const badFiles: FaultAsk[] = [
  { does: 'drop', on: ['download'], at: 'half', share: 0.03 },
  { does: 'truncate', on: ['download'], share: 0.03 },
  { does: 'expired', on: ['download'], share: 0.03 },
  { does: 'html', on: ['download'], share: 0.03 },
  { does: 'slow', on: ['download'], ms: 1_000, share: 0.05 },
];

const badTasks: FaultAsk[] = [
  { does: 'stick', on: ['task'], in: 'queued', share: 0.02 },
  { does: 'stick', on: ['task'], in: 'running', share: 0.02 },
  { does: 'fail', on: ['task'], share: 0.05 },
  { does: 'fail', on: ['task'], code: 'InternalServiceError', share: 0.03 },
  { does: 'misbill', on: ['task'], factor: 3, share: 0.05 },
  { does: 'misbill', on: ['task'], factor: 0, share: 0.05 },
];

const badCallbacks: FaultAsk[] = [
  { does: 'early', on: ['callback'], share: 0.1 },
  { does: 'duplicate', on: ['callback'], more: 2, share: 0.1 },
  { does: 'withhold', on: ['callback'], share: 0.2 },
  { does: 'late', on: ['callback'], ms: 3_000, share: 0.1 },
  { does: 'lie', on: ['callback'], status: 'failed', share: 0.1 },
  { does: 'lie', on: ['callback'], id: 'other', share: 0.1 },
  { does: 'lie', on: ['callback'], id: 'unknown', share: 0.1 },
];
