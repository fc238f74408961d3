/** Server-sent events, as the HTML standard has them, from text that arrives in pieces. */

export interface ServerSentEvent {
  type: string;
  /** The last one that was named. */
  id: string;
  data: string;
}

export interface EventParser {
  /** The events that are whole with this piece. */
  push(text: string): ServerSentEvent[];
  /** After how many milliseconds the server wants to be asked again; null: it did not say. */
  retryMs: number | null;
}

/** Longer than any line of ours is. */
const charactersMost = 8_000_000;

/** Throws RangeError for a line without an end. */
export function createEventParser(): EventParser {
  let rest = '';
  let type = '';
  let id = '';
  let data: string[] = [];
  const parser: EventParser = {
    retryMs: null,
    push(text) {
      rest += text;
      // A carriage return at the end may be half of a line's end.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      if (rest.length > charactersMost) throw new RangeError('An event has no end.');
      return lines.flatMap(take);
    },
  };

  function take(line: string): ServerSentEvent[] {
    if (line === '') return end();
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') data.push(value);
    if (name === 'event') type = value;
    if (name === 'id' && !value.includes('\0')) id = value;
    if (name === 'retry' && /^\d{1,9}$/.test(value)) parser.retryMs = Number(value);
    return [];
  }

  function end(): ServerSentEvent[] {
    const event = { type: type === '' ? 'message' : type, id, data: data.join('\n') };
    const isEvent = data.length > 0;
    type = '';
    data = [];
    return isEvent ? [event] : [];
  }

  return parser;
}
