/**
 * Unknown fields are ignored, as platforms of this kind do and their clients rely on. But fields that are
 * known elsewhere, are not documented by a platform, and would change what is made, paid or told are
 * refused by name: to ignore them would quietly deliver, bill or leave waiting for something else.
 */
import { refuse } from '../generation/problems.ts';

export interface Undocumented {
  /** The value that changes nothing, or all that do, and are let through; null and what is empty are let through everywhere. */
  harmless?: unknown;
  /** Goes on after `… is not offered here: `, without a full stop. */
  wayOut: string;
}
export type UndocumentedFields = Readonly<Record<string, Undocumented>>;

/** Native fields that change how a task runs. */
export const undocumentedNatives = {
  frames: { wayOut: 'give the length in seconds as duration' },
  service_tier: { harmless: 'default', wayOut: 'only the default tier is offered' },
  draft: { harmless: false, wayOut: 'use resolution 480p for a cheap first look' },
  camera_fixed: { harmless: false, wayOut: 'describe the camera in the text' },
  tools: { wayOut: 'no tools are offered' },
  optimize_prompt: { harmless: false, wayOut: 'the text is used as it is written' },
  reasoning_effort: {
    harmless: ['none', 'minimal'],
    wayOut: 'the text is used as it is written',
  },
  human_face_mode: { wayOut: 'faces are shown as the model shows them' },
  file_format: { harmless: 'mp4', wayOut: 'films are mp4' },
  omni_reference_task_type: {
    harmless: ['auto', 'reference'],
    wayOut: 'say in the text what is to become of the video',
  },
  execution_expires_after: { wayOut: 'tasks have no deadline of their own here' },
} as const satisfies UndocumentedFields;

/** `place` is where `body` stands in the whole body, such as `metadata`. Throws ProblemError. */
export function refuseUndocumented(body: object, fields: UndocumentedFields, place?: string): void {
  for (const [key, { harmless, wayOut }] of Object.entries(fields)) {
    const value: unknown = Object.hasOwn(body, key) ? Reflect.get(body, key) : undefined;
    if (isEmpty(value) || [harmless].flat().includes(value)) continue;
    const field = place === undefined ? key : `${place}.${key}`;
    throw refuse('invalid_parameter', `${field} is not offered here: ${wayOut}.`, { field });
  }
}

/** What clients write that were never told a value: it asks for nothing. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
