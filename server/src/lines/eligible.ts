import { families } from '../generation/families.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import type { Line, LineModel } from './line.ts';

/** What a line makes of a request, or why it does not take it, in a sentence for operators. */
export function modelFor(line: Line, request: PlannedRequest): LineModel | { reason: string } {
  const models = line.models.filter(({ family }) => family === request.family);
  if (models.length === 0) return { reason: `${line.name} does not serve ${request.family}.` };
  let reason = '';
  for (const model of models) {
    const why = whyNot(model, request);
    if (why === null) return model;
    reason = `${line.name}, ${model.upstreamName}: ${why}.`;
  }
  return { reason };
}

/** Null: it takes it. */
function whyNot(model: LineModel, request: PlannedRequest): string | null {
  const { resolutions, modes, seconds } = model;
  if (resolutions && !resolutions.includes(request.resolution)) {
    return `no ${request.resolution}, only ${resolutions.join(', ')}`;
  }
  if (modes && !modes.includes(request.mode)) {
    return `no ${request.mode} requests, only ${modes.join(', ')}`;
  }
  if (!seconds) return null;
  const { seconds: usual } = families[request.family].defaults;
  const length = request.seconds === 'auto' ? usual : request.seconds;
  if (length === 'auto' || (length >= seconds.least && length <= seconds.most)) return null;
  return `no ${String(length)} seconds, only ${String(seconds.least)} to ${String(seconds.most)}`;
}
