import type { Task } from '../../../../client/src/api-types.ts';

type What = NonNullable<Task['timeline']>[number]['what'];

export interface Span {
  name: 'waited' | 'sent' | 'made' | 'stored';
  ms: number;
}

/** Where the time of a task went, in its order; what did not happen is left out. `now` ends what still goes on. */
export function spansOf(
  { timeline = [], finishedAt }: Pick<Task, 'timeline' | 'finishedAt'>,
  now: number,
): Span[] {
  const first = (what: What): number | null => {
    const entry = timeline.find((one) => one.what === what);
    return entry ? Date.parse(entry.at) : null;
  };
  const last = finishedAt === null ? now : Date.parse(finishedAt);
  const accepted = first('accepted');
  const sent = first('sent');
  const running = first('running');
  const made = first('made') ?? first('succeeded');
  const stored = first('stored');
  const span = (name: Span['name'], from: number | null, to: number | null): Span[] =>
    from === null || to === null || to < from ? [] : [{ name, ms: to - from }];
  return [
    ...span('waited', accepted, sent ?? running ?? last),
    ...span('sent', sent, running ?? made ?? last),
    ...span('made', running, made ?? last),
    ...span('stored', made, stored),
  ];
}
