/** What a page of the guides prints to be run, in the order in which it stands there. */

/** A block of code, indented or fenced. */
export interface PrintedBlock {
  kind: 'block';
  /** Of a fence; empty where the page names none. */
  language: string;
  lines: string[];
  /** Nothing but space stands between it and the block before it. */
  follows: boolean;
}

/** Code within a sentence. */
export interface PrintedSpan {
  kind: 'span';
  text: string;
}

const fence = /^ *```(\w*)$/u;

/** Cuts a page of Markdown into its code. */
export function codeOf(markdown: string): (PrintedBlock | PrintedSpan)[] {
  const found: (PrintedBlock | PrintedSpan)[] = [];
  const lines = markdown.split('\n');
  let prose: string[] = [];
  /** What an item of a list is indented by: its code stands four columns further in. */
  let itemIndent = 0;

  function add(language: string, block: string[]): void {
    const follows = found.at(-1)?.kind === 'block' && prose.join('').trim() === '';
    addSpans();
    found.push({ kind: 'block', language, lines: dedented(block), follows });
  }
  function addSpans(): void {
    for (const [, text = ''] of prose.join('\n').matchAll(/`([^`]+)`/gu)) {
      found.push({ kind: 'span', text: text.replaceAll(/\s+/gu, ' ') });
    }
    prose = [];
  }

  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const opened = fence.exec(line);
    const isIndented = indentOf(line) >= itemIndent + 4 && lines[at - 1]?.trim() === '';
    let end = at + 1;
    if (opened) {
      while (end < lines.length && !fence.test(lines[end] ?? '')) end += 1;
      add(opened[1] ?? '', lines.slice(at + 1, end));
      end += 1;
    } else if (isIndented && line.trim() !== '') {
      const goesOn = (one: string): boolean => one.trim() === '' || indentOf(one) >= itemIndent + 4;
      while (end < lines.length && goesOn(lines[end] ?? '')) end += 1;
      add('', lines.slice(at, end));
    } else {
      const item = /^( *(?:\d+\.|-) +)\S/u.exec(line);
      if (item?.[1] !== undefined) itemIndent = item[1].length;
      else if (/^\S/u.test(line)) itemIndent = 0;
      prose.push(line);
    }
    at = end;
  }
  addSpans();
  return found;
}

const indentOf = (line: string): number => /^ */u.exec(line)?.[0].length ?? 0;

function dedented(lines: readonly string[]): string[] {
  const indent = indentOf(lines[0] ?? '');
  return lines
    .join('\n')
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(indent));
}

export interface PrintedCommand {
  text: string;
  /** What the page shows as its answer, line by line; null where it shows none. */
  answer: string[] | null;
}

const prompt = '$ ';

/** Of a block: where one line has a prompt, what has none is an answer. */
export function commandsOf({ lines }: PrintedBlock): PrintedCommand[] {
  const hasPrompts = lines.some((line) => line.startsWith(prompt));
  const commands: PrintedCommand[] = [];
  let text = '';
  for (const line of lines) {
    const last = commands.at(-1);
    if (text === '' && hasPrompts && !line.startsWith(prompt)) {
      if (last && line !== '') last.answer = [...(last.answer ?? []), line];
      continue;
    }
    text += text === '' ? line.slice(hasPrompts ? prompt.length : 0) : `\n${line}`;
    if (isUnfinished(text)) continue;
    if (text.trim() !== '') commands.push({ text, answer: null });
    text = '';
  }
  if (text !== '') throw new Error(`a command has no end: ${text}`);
  return commands;
}

/** Whether a shell would read on: a quote is open, or the line ends with a backslash. */
function isUnfinished(text: string): boolean {
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charAt(at);
    if (quote !== '') {
      if (mark === quote) quote = '';
    } else if (mark === '"' || mark === "'") quote = mark;
    else if (mark === '\\') at += 1;
    else if (mark === '#' && /(?:^|\s)$/u.test(text.slice(0, at))) {
      const end = text.indexOf('\n', at);
      if (end < 0) return false;
      at = end;
    }
  }
  return quote !== '' || text.endsWith('\\');
}
