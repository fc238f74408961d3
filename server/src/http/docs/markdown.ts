/** The Markdown that our pages are written in, and what a browser reads of it. Pure. */

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** As HTML, for the kinds of Markdown that our own pages have: nothing of a stranger is in them. */
export function htmlOf(markdown: string): string {
  const blocks: string[] = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length;) {
    const [html, next] = block(lines, at);
    if (html !== '') blocks.push(html);
    at = next;
  }
  return blocks.join('\n');
}

/** The block that begins at a line, and the line behind it. */
function block(lines: readonly string[], at: number): [html: string, next: number] {
  const line = lines[at] ?? '';
  if (line === '') return ['', at + 1];
  const [, marks, heading = ''] = /^(#{1,4}) (.*)$/u.exec(line) ?? [];
  if (marks !== undefined) return [headingOf(marks.length, heading), at + 1];
  if (line.startsWith('```')) {
    const end = lines.indexOf('```', at + 1);
    const text = lines.slice(at + 1, end).join('\n');
    return [`<pre><code>${escaped(text)}</code></pre>`, end + 1];
  }
  const kind = kindOf(line);
  const end = lines.findIndex((one, index) => index > at && (one === '' || kindOf(one) !== kind));
  const next = end < 0 ? lines.length : end;
  return [wrapped(kind, lines.slice(at, next)), next];
}

type Kind = 'table' | 'list' | 'code' | 'text';

function kindOf(line: string): Kind {
  if (line.startsWith('|')) return 'table';
  if (line.startsWith('- ')) return 'list';
  return line.startsWith('    ') ? 'code' : 'text';
}

function wrapped(kind: Kind, lines: readonly string[]): string {
  switch (kind) {
    case 'table':
      return tableHtml(lines);
    case 'list':
      return `<ul>${lines.map((one) => `<li>${inline(one.slice(2))}</li>`).join('')}</ul>`;
    case 'code':
      return `<pre><code>${escaped(lines.map((one) => one.slice(4)).join('\n'))}</code></pre>`;
    case 'text':
      return `<p>${inline(lines.join(' '))}</p>`;
  }
}

function headingOf(level: number, text: string): string {
  const tag = `h${String(level)}`;
  const anchor = anchorOf(text);
  return `<${tag} id="${anchor}"><a href="#${anchor}">${inline(text)}</a></${tag}>`;
}

/** As GitHub makes them. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function tableHtml([head = '', , ...rows]: readonly string[]): string {
  const cells = (row: string, tag: string): string =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/u)
      .map((cell) => `<${tag}>${inline(cell.trim().replaceAll('\\|', '|'))}</${tag}>`)
      .join('');
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
  return `<div class="wide"><table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function inline(text: string): string {
  const codes: string[] = [];
  // No text has it.
  const mark = '\u0000';
  const plain = text.replaceAll(/`([^`]+)`/gu, (_all, code: string) => {
    codes.push(`<code>${escaped(code)}</code>`);
    return mark;
  });
  return escaped(plain)
    .replaceAll(/\*\*([^*]+)\*\*/gu, '<strong>$1</strong>')
    .replaceAll(/\[([^[\]]{1,200})\]\(([^)\s]{1,300})\)/gu, '<a href="$2">$1</a>')
    .replaceAll(mark, () => codes.shift() ?? '');
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
