/** What the suites know of each dialect, and cannot find out from it. */
import type { ProblemCode } from '../../generation/problems.ts';
import type { Deed, Dialect } from '../mechanism.ts';
import { allOfOfferBut, allOfTaskBut } from './fullest.ts';
import { ninthKnown } from './ninth.ts';

export interface Known {
  /** The least that a create needs, as a client writes it. */
  readonly leastBody: object;
  /** Words of other platforms that change nothing there, for the reason beside them. */
  readonly harmless?: readonly string[];
  /**
   * What it has no words for, by deed: fields of `fullest.ts`, in their order. The round trips hold that each of these
   * is unsayable, whatever it is asked with, and that all others come back.
   */
  readonly unsayable: Partial<Record<Deed, readonly string[]>>;
  /**
   * What answers do not tell; where one of several that do the same tells less or more, by its deed and path. The
   * round trips hold that nothing can be read of these, and that all others come back.
   */
  readonly untold: Partial<Record<string, readonly string[]>>;
  /** It tells of an asset that is not fetched yet from where it is. */
  readonly tellsSources?: true;
  /** Where it documents another status of a refusal than the usual one. */
  readonly statuses?: Partial<Record<ProblemCode, number>>;
  /** Where an answer has the error of a task; `error` where nothing is said. */
  errorIn?(answer: unknown): unknown;
  /** How a failure `Words.` is told: by our code, and the upstream's own. */
  toldAs(code: string, own: string): unknown;
}

const nativeText = [{ type: 'text', text: 'a kite' }];

const native = (_code: string, own: string) => ({ code: own, message: 'Words.' });
const beside = (code: string, own: string) => ({ code, message: 'Words.', upstream_code: own });
const sentence = (_code: string, own: string) => `Words. (${own})`;

const openAiModels = allOfOfferBut('id');
const openAiTask = ['frames', 'resolution', 'ratio', 'seed', 'videoUrl', 'posterUrl'];
const openAiPrices = ['lastFrameUrl', 'chargedMicros', 'quoteMicros', 'completionTokens'];

const known: Readonly<Record<string, Known>> = {
  hmtm: {
    leastBody: { abilityId: 'cme_doubao_seedance_2_0', content: nativeText },
    unsayable: {
      create: [
        ...['flex', 'cameraFixed', 'frames', 'referenceTask'],
        ...['safetyIdentifier', 'priority', 'callbackUrl', 'metadata'],
      ],
    },
    untold: {
      create: allOfTaskBut('id', 'state', 'createdAtMs'),
      get: [
        ...['model', 'prompt', 'seconds', 'frames', 'resolution', 'ratio', 'seed'],
        ...['posterUrl', 'quoteMicros', 'completionTokens', 'token'],
      ],
    },
    toldAs: sentence,
  },
  seedance2ink: {
    leastBody: { model: 'seedance-2.0', prompt: 'a kite' },
    // It was always let through: it chooses among equal films.
    harmless: ['seed'],
    unsayable: {
      create: [
        ...['generateAudio', 'seed', 'watermark', 'returnLastFrame'],
        ...['flex', 'cameraFixed', 'frames', 'referenceTask', 'secondsAuto'],
        ...['referenceImage', 'expiresSeconds'],
      ],
      models: ['search'],
    },
    untold: {
      create: allOfTaskBut('id', 'state', 'quoteMicros'),
      get: allOfTaskBut(
        ...(['id', 'state', 'model', 'prompt', 'seconds', 'ratio', 'videoUrl', 'failure'] as const),
      ),
      cancel: allOfTaskBut('id', 'state'),
      models: ['rateMicrosWithVideo'],
    },
    toldAs: (code, own) => ({ code, message: 'Words.', upstreamCode: own }),
  },
  tokenhub: {
    leastBody: { model: 'doubao-seedance-2.0', prompt: 'a kite' },
    unsayable: {
      create: [
        ...['seed', 'returnLastFrame', 'flex', 'cameraFixed', 'frames', 'referenceTask'],
        ...['secondsAuto', 'safetyIdentifier', 'priority', 'callbackUrl', 'metadata'],
        'expiresSeconds',
      ],
      models: ['search'],
    },
    untold: {
      create: allOfTaskBut('id', 'state', 'model', 'createdAtMs'),
      get: [
        ...['progress', 'prompt', 'frames', 'resolution', 'ratio', 'seed', 'lastFrameUrl'],
        ...['chargedMicros', 'quoteMicros', 'completionTokens', 'finishedAtMs', 'token'],
      ],
      models: openAiModels,
    },
    toldAs: (code, own) => ({ ...beside(code, own), type: 'generation_error' }),
  },
  threehei: {
    leastBody: { model: 'doubao-seedance-2-0', content: nativeText },
    unsayable: {
      create: ['metadata'],
      delete: ['cancelOfAll'],
      list: ['after', 'order'],
      assetCreate: ['portraits'],
      assetList: ['portraits', 'kinds'],
    },
    untold: {
      create: allOfTaskBut('id', 'state'),
      get: ['prompt', 'frames', 'posterUrl', 'chargedMicros', 'quoteMicros', 'token'],
      'get /ai/seedance/result': allOfTaskBut('id', 'state', 'videoUrl', 'failure'),
      list: ['hasMore', 'prompt', 'frames', 'posterUrl', 'chargedMicros', 'quoteMicros', 'token'],
      delete: ['id'],
      assetCreate: ['state', 'url', 'failure'],
    },
    statuses: { model_unavailable: 404 },
    toldAs: native,
  },
  jimmyai: {
    leastBody: { model: 'seedance2.0-sp', prompt: 'a kite' },
    unsayable: {
      create: [
        ...[
          'seed',
          'watermark',
          'returnLastFrame',
          'flex',
          'cameraFixed',
          'frames',
          'referenceTask',
        ],
        ...['safetyIdentifier', 'priority', 'callbackUrl', 'metadata', 'expiresSeconds'],
      ],
      assetCreateMany: ['names', 'portraits'],
      assetUpload: ['expiresSeconds', 'kept'],
    },
    untold: {
      create: allOfTaskBut('id', 'state', 'model', 'createdAtMs'),
      get: [
        ...['prompt', 'seconds', 'frames', 'resolution', 'ratio', 'seed', 'posterUrl'],
        ...['lastFrameUrl', 'chargedMicros', 'quoteMicros', 'token'],
      ],
      models: ['seconds', 'ratios', 'resolutions', 'imageFactorThousandths'],
      assetCreate: ['failure'],
      'assetCreate /api/open-api/v1/seedance/sp/assets/upload': ['state', 'url', 'failure'],
      assetGet: ['failure'],
      assetGetMany: ['failure'],
      'assetGetMany /api/open-api/v1/seedance/assets/status': ['url'],
    },
    tellsSources: true,
    // Matters of business are refused with HTTP 200.
    statuses: {
      invalid_parameter: 200,
      missing_parameter: 200,
      malformed_body: 200,
      model_unavailable: 200,
      unpriced: 200,
      above_max_credits: 200,
      media_unreachable: 200,
      media_invalid: 200,
      unauthorized: 200,
      insufficient_credits: 200,
      budget_exceeded: 200,
      forbidden: 200,
      account_suspended: 200,
      task_not_found: 200,
      asset_not_found: 200,
      not_cancellable: 200,
      not_finished: 200,
      asset_limit: 200,
      endpoint_not_found: 200,
      delivery_not_found: 200,
      export_not_found: 200,
      endpoint_limit: 200,
      key_not_found: 200,
      notice_not_found: 200,
      key_limit: 200,
      request_not_found: 200,
      member_not_found: 200,
      invitation_not_found: 200,
      session_not_found: 200,
      person_not_found: 200,
      already_member: 200,
      member_limit: 200,
      last_owner: 200,
      link_spent: 200,
    },
    errorIn: (answer) => Object(answer).data.error_message,
    toldAs: sentence,
  },
  ark: {
    leastBody: { model: 'doubao-seedance-2-0-260128', content: nativeText },
    unsayable: {
      create: ['metadata'],
      delete: ['cancelOfAll'],
      list: ['after', 'order'],
    },
    untold: {
      create: allOfTaskBut('id', 'state'),
      get: ['progress', 'prompt', 'posterUrl', 'chargedMicros', 'quoteMicros', 'finishedAtMs'],
      list: [
        ...['hasMore', 'progress', 'prompt', 'posterUrl', 'chargedMicros', 'quoteMicros'],
        'finishedAtMs',
      ],
      delete: ['id'],
    },
    statuses: { model_unavailable: 404, insufficient_credits: 403, budget_exceeded: 403 },
    toldAs: native,
  },
  openai: {
    leastBody: { model: 'doubao-seedance-2-0-260128', prompt: 'a kite', seconds: '5' },
    // A length that OpenAI's own word names already, and the shape that is made anyway.
    harmless: ['duration', 'orientation'],
    unsayable: {
      create: [
        ...['returnLastFrame', 'flex', 'cameraFixed', 'frames', 'referenceTask', 'secondsAuto'],
        ...['safetyIdentifier', 'priority', 'lastFrame', 'referenceImage', 'referenceVideo'],
        ...['referenceAudio', 'callbackUrl', 'metadata', 'expiresSeconds'],
      ],
      delete: ['cancelOfQueued'],
      list: ['page', 'states', 'ids', 'model', 'flex', 'withinSeconds'],
      models: ['search'],
    },
    untold: {
      // What has just been accepted has neither failed nor ended.
      create: [...openAiTask, ...openAiPrices, 'failure', 'finishedAtMs', 'token'],
      get: [...openAiTask, ...openAiPrices, 'token'],
      list: ['total', ...openAiTask, ...openAiPrices, 'token'],
      models: openAiModels,
      model: openAiModels,
      assetGet: ['url', 'failure'],
    },
    statuses: { insufficient_credits: 429, budget_exceeded: 429 },
    toldAs: (code, own) => beside(code === 'content_policy' ? 'moderation_blocked' : code, own),
  },
  newapi: {
    leastBody: { model: 'doubao-seedance-2-0-260128', prompt: 'a kite' },
    unsayable: { create: ['referenceTask', 'metadata'] },
    untold: {
      create: allOfTaskBut('id', 'state', 'progress', 'model', 'createdAtMs'),
      get: [
        ...['prompt', 'frames', 'resolution', 'ratio', 'posterUrl', 'lastFrameUrl'],
        ...['chargedMicros', 'quoteMicros', 'token'],
      ],
    },
    toldAs: native,
  },
  ninth: ninthKnown,
};

/** Undefined of a dialect that nobody has said it of. */
export function knownIfAny({ name }: Pick<Dialect, 'name'>): Known | undefined {
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

export function knownOf(dialect: Pick<Dialect, 'name'>): Known {
  const found = knownIfAny(dialect);
  if (found) return found;
  throw new RangeError(`dialects/testing/known.ts has no entry of ${dialect.name}`);
}
