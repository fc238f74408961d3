import type { CreateCommand } from '../../dialects/mechanism.ts';
import type { AttemptOrder } from '../../making/driver.ts';
import { soundSaid } from '../routing/eligible.ts';
import type { HttpLineParts } from './parts.ts';
import type { LineModel } from '../book/line.ts';

/** What a line is asked for an attempt, in our words. */
export function commandOf(
  parts: Pick<HttpLineParts, 'line' | 'dialect' | 'mediaUrl' | 'callbackUrl'>,
  order: Pick<AttemptOrder, 'attemptId' | 'request'>,
  model: LineModel,
): CreateCommand {
  const { request } = order;
  const callbackUrl = parts.callbackUrl(order.attemptId);
  const { attemptToken, loneFirstFrame } = parts.dialect;
  const isLone = loneFirstFrame === 'without_role' && request.media.length === 1;
  return {
    ask: {
      model: model.upstreamName,
      prompt: request.prompt,
      media: request.media.map((medium) => ({
        url: parts.mediaUrl(medium),
        kind: medium.kind,
        role: isLone && medium.role === 'first_frame' ? null : medium.role,
        field: medium.field,
      })),
      seconds: request.seconds,
      resolution: request.resolution,
      ratio: request.ratio,
      generateAudio: soundSaid(parts.line, model, request.generateAudio),
      seed: request.seed,
      watermark: request.watermark,
      returnLastFrame: request.returnLastFrame,
      flex: request.flex,
      cameraFixed: request.cameraFixed,
      frames: request.frames,
      referenceTask: request.referenceTask,
    },
    expiresSeconds: request.expiresSeconds,
    ...(callbackUrl === null ? {} : { callbackUrl }),
    ...(attemptToken === undefined ? {} : { metadata: { [attemptToken]: order.attemptId } }),
  };
}

/** Nobody asked for one that was drawn. */
export function withoutSeed({ ask, ...command }: CreateCommand): CreateCommand {
  const { seed: _drawn, ...rest } = ask;
  return { ...command, ask: rest };
}
