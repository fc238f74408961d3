import type { Deed, ModelOffer, TaskReport } from '../mechanism.ts';
import { offerFields, taskFields } from './fullest.ts';

/**
 * What platforms have no words for, by dialect and deed: fields of `fullest.ts`, in their order. The round trips hold
 * that each of these is unsayable, whatever it is asked with, and that all others come back.
 */
export const unsayable: Readonly<Record<string, Partial<Record<Deed, readonly string[]>>>> = {
  hmtm: {
    create: [
      ...['flex', 'cameraFixed', 'frames', 'referenceTask'],
      ...['safetyIdentifier', 'priority', 'callbackUrl', 'metadata'],
    ],
  },
  seedance2ink: {
    create: [
      ...['generateAudio', 'seed', 'watermark', 'returnLastFrame'],
      ...['flex', 'cameraFixed', 'frames', 'referenceTask', 'secondsAuto'],
      ...['referenceImage', 'expiresSeconds'],
    ],
    models: ['search'],
  },
  tokenhub: {
    create: [
      ...['seed', 'returnLastFrame', 'flex', 'cameraFixed', 'frames', 'referenceTask'],
      ...['secondsAuto', 'safetyIdentifier', 'priority', 'callbackUrl', 'metadata'],
      'expiresSeconds',
    ],
    models: ['search'],
  },
  threehei: {
    create: ['metadata'],
    delete: ['cancelOfAll'],
    list: ['after', 'order'],
    assetCreate: ['portraits'],
    assetList: ['portraits', 'kinds'],
  },
  jimmyai: {
    create: [
      ...['seed', 'watermark', 'returnLastFrame', 'flex', 'cameraFixed', 'frames', 'referenceTask'],
      ...['safetyIdentifier', 'priority', 'callbackUrl', 'metadata', 'expiresSeconds'],
    ],
    assetCreateMany: ['names', 'portraits'],
    assetUpload: ['expiresSeconds', 'kept'],
  },
  ark: {
    create: ['metadata'],
    delete: ['cancelOfAll'],
    list: ['after', 'order'],
  },
  openai: {
    create: [
      ...['returnLastFrame', 'flex', 'cameraFixed', 'frames', 'referenceTask', 'secondsAuto'],
      ...['safetyIdentifier', 'priority', 'lastFrame', 'referenceImage', 'referenceVideo'],
      ...['referenceAudio', 'callbackUrl', 'metadata', 'expiresSeconds'],
    ],
    delete: ['cancelOfQueued'],
    list: ['page', 'states', 'ids', 'model', 'flex', 'withinSeconds'],
    models: ['search'],
  },
  newapi: { create: ['referenceTask', 'metadata'] },
};

/** All that can be read of a task, or of a model that is offered, but for what is told. */
function allOfTaskBut(...told: readonly (keyof TaskReport)[]): readonly string[] {
  return taskFields.filter((field) => !told.some((one) => one === field));
}
function allOfOfferBut(...told: readonly (keyof ModelOffer)[]): readonly string[] {
  return offerFields.filter((field) => !told.some((one) => one === field));
}

const openAiModels = allOfOfferBut('id');
const openAiTask = ['frames', 'resolution', 'ratio', 'seed', 'videoUrl', 'posterUrl'];
const openAiPrices = ['lastFrameUrl', 'chargedMicros', 'quoteMicros', 'completionTokens'];

/**
 * What answers do not tell; where one of several that do the same tells less or more, by its deed and path. The round
 * trips hold that nothing can be read of these, and that all others come back.
 */
export const untold: Readonly<Record<string, Partial<Record<string, readonly string[]>>>> = {
  hmtm: {
    create: allOfTaskBut('id', 'state', 'createdAtMs'),
    get: [
      ...['model', 'prompt', 'seconds', 'frames', 'resolution', 'ratio', 'seed'],
      ...['posterUrl', 'quoteMicros', 'completionTokens', 'token'],
    ],
  },
  seedance2ink: {
    create: allOfTaskBut('id', 'state', 'quoteMicros'),
    get: allOfTaskBut(
      ...(['id', 'state', 'model', 'prompt', 'seconds', 'ratio', 'videoUrl', 'failure'] as const),
    ),
    cancel: allOfTaskBut('id', 'state'),
    models: ['rateMicrosWithVideo'],
  },
  tokenhub: {
    create: allOfTaskBut('id', 'state', 'model', 'createdAtMs'),
    get: [
      ...['progress', 'prompt', 'frames', 'resolution', 'ratio', 'seed', 'lastFrameUrl'],
      ...['chargedMicros', 'quoteMicros', 'completionTokens', 'finishedAtMs', 'token'],
    ],
    models: openAiModels,
  },
  threehei: {
    create: allOfTaskBut('id', 'state'),
    get: ['prompt', 'frames', 'posterUrl', 'chargedMicros', 'quoteMicros', 'token'],
    'get /ai/seedance/result': allOfTaskBut('id', 'state', 'videoUrl', 'failure'),
    list: ['hasMore', 'prompt', 'frames', 'posterUrl', 'chargedMicros', 'quoteMicros', 'token'],
    delete: ['id'],
    assetCreate: ['state', 'url', 'failure'],
  },
  jimmyai: {
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
  ark: {
    create: allOfTaskBut('id', 'state'),
    get: ['progress', 'prompt', 'posterUrl', 'chargedMicros', 'quoteMicros', 'finishedAtMs'],
    list: [
      ...['hasMore', 'progress', 'prompt', 'posterUrl', 'chargedMicros', 'quoteMicros'],
      'finishedAtMs',
    ],
    delete: ['id'],
  },
  openai: {
    // What has just been accepted has neither failed nor ended.
    create: [...openAiTask, ...openAiPrices, 'failure', 'finishedAtMs', 'token'],
    get: [...openAiTask, ...openAiPrices, 'token'],
    list: ['total', ...openAiTask, ...openAiPrices, 'token'],
    models: openAiModels,
    model: openAiModels,
    assetGet: ['url', 'failure'],
  },
  newapi: {
    create: allOfTaskBut('id', 'state', 'progress', 'model', 'createdAtMs'),
    get: [
      ...['prompt', 'frames', 'resolution', 'ratio', 'posterUrl', 'lastFrameUrl'],
      ...['chargedMicros', 'quoteMicros', 'token'],
    ],
  },
};

/** These tell of an asset that is not fetched yet from where it is. */
export const tellSources: ReadonlySet<string> = new Set(['jimmyai']);
