import { createHash } from 'node:crypto';
import type { Language } from '../../../generation/problem-texts.ts';
import type { StatementJson, StatementLineJson } from './statement-json.ts';
import {
  lineName,
  sectionsOf,
  wordsOf,
  type StatementSection,
  type StatementWords,
} from './statement-words.ts';

const style = `
body { font: 14px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; overflow-wrap: anywhere; } .note { color: #555; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid #ccc; text-align: right; vertical-align: top; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child, .id { text-align: left; overflow-wrap: anywhere; }
.id { color: #555; font-size: .85em; } tfoot td { font-weight: 600; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } thead { display: table-header-group; } @page { margin: 15mm; } }
`;

/** Nothing but its own style: no script, no picture, no form, and no page around it. */
export const statementPagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A page that prints, and needs nothing from anywhere. */
export function statementPage(
  statement: StatementJson,
  language: Language,
  metadataName: string | null,
): string {
  const say = wordsOf(language);
  const { month, account, timeZone, from, to, isOver } = statement;
  const title = `${say.statement} ${month}`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · ${escaped(account.name)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(say.account)}: ${escaped(account.name)} <span class="id">${escaped(account.id)}</span></p>
<p>${escaped(say.zone)}: ${escaped(timeZone)} · ${escaped(from)} – ${escaped(to)}</p>
${isOver ? '' : `<p><strong>${escaped(say.open)}</strong></p>`}
<table>
<tbody>
${balances(statement, say)}
</tbody>
</table>
${sectionsOf(statement, language, metadataName)
  .map((section) => sectionTable(section, statement, { language, say }))
  .join('\n')}
<p class="note">${escaped(say.credits)}</p>
</body>
</html>
`;
}

function balances(statement: StatementJson, say: StatementWords): string {
  const rows: (readonly [string, number])[] = [
    [say.opening, statement.openingCredits],
    [say.charged, -statement.chargedCredits],
    [say.refunded, statement.refundedCredits],
    [say.other, statement.otherCredits],
    [statement.isOver ? say.closing : say.now, statement.closingCredits],
  ];
  return rows
    .map(([name, amount]) => `<tr><td>${escaped(name)}</td><td>${amountText(amount)}</td></tr>`)
    .join('\n');
}

interface Spoken {
  language: Language;
  say: StatementWords;
}

function sectionTable(
  { title, lines }: StatementSection,
  statement: StatementJson,
  { language, say }: Spoken,
): string {
  const head = [say.name, say.films, say.seconds, say.charged, say.refunded, say.total];
  const rows = lines.map((line) => lineRow(line, lineName(line, language)));
  return `<h2>${escaped(title)}</h2>
<table>
<thead><tr>${head.map((text) => `<th>${escaped(text)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
<tfoot><tr><td>${escaped(say.total)}</td>${numbers(statement)}</tr></tfoot>
</table>`;
}

function lineRow(line: StatementLineJson, name: string): string {
  const id =
    line.id !== null && line.id !== name ? ` <span class="id">${escaped(line.id)}</span>` : '';
  return `<tr><td>${escaped(name)}${id}</td>${numbers(line)}</tr>`;
}

type Sums = Omit<StatementLineJson, 'id' | 'name' | 'others'>;

function numbers({ films, seconds, chargedCredits, refundedCredits, totalCredits }: Sums): string {
  const amounts = [chargedCredits, refundedCredits, totalCredits].map(amountText);
  return [String(films), String(seconds), ...amounts].map((text) => `<td>${text}</td>`).join('');
}

/** Exact, with two decimals at least. */
function amountText(amount: number): string {
  return (amount === 0 ? 0 : amount).toFixed(6).replace(/0{1,4}$/u, '');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? '');
}
