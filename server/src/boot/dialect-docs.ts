/** The pages of docs/dialects: what each dialect is, made from the data that serves it. */
import { z } from 'zod';
import { fieldsMost, metadataBytesMost } from '../dialects/bounds.ts';
import type {
  AnyOperation,
  AskSchemas,
  Dialect,
  FileOperation,
  KeyHeader,
  Operation,
} from '../dialects/mechanism.ts';
import { asObject, fieldsOf } from '../http/docs/fields.ts';
import { table } from '../http/docs/markdown.ts';
import { greatest, least } from '../generation/extremes.ts';
import type { Model } from '../generation/models.ts';
import { microsToDecimal } from '../generation/money.ts';
import { platformProblems, problemStatus, type ProblemCode } from '../generation/problems.ts';
import { offerOf } from '../pricing/offer.ts';
import type { PriceBook } from '../pricing/book.ts';
import { absorbedADayMax } from '../tasks/absorb.ts';

/** One page, as Markdown that prettier leaves alone. */
export function dialectPage(dialect: Dialect, book: PriceBook): string {
  const { name, title, choices } = dialect;
  const sections = [
    `# ${title}`,
    'This page is made from the code that serves the dialect: `npm run docs` writes it.',
    `Point a client of ${title} at your Filmgate by its base URL: the paths below stand at the root, and again under \`/d/${name}\`, where nothing of another dialect can stand in the way. The key goes into ${keyPlaces(dialect.keyHeaders)}; any key of Filmgate works. Every create takes an \`Idempotency-Key\`. A field that is null counts as left out, and so does an empty text where a word of a list, an address or an id may be left out.`,
    `For tools there are an OpenAPI document at \`/docs/${name}/openapi.json\` and TypeScript definitions of every body and answer at \`/docs/${name}/types.d.ts\`; neither needs a key.`,
    '## Operations',
    ...dialect.operations.map(operationSection),
    ...(dialect.files ?? []).map(fileSection),
    ...notOffered(dialect),
    '## Cancels',
    cancels(dialect),
    '## Bounds',
    bounds(dialect),
    '## Refusals',
    refusals(dialect),
    ...callback(dialect),
    ...losses(dialect),
    '## Models',
    models(dialect, book),
    '## What we chose',
    'Where the platform’s own documentation is silent, or speaks twice:',
    choices.map((choice) => `- ${choice}`).join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** docs/dialects/README.md: all pages at a glance. */
export function dialectIndexPage(dialects: readonly Dialect[]): string {
  const rows = dialects.map(({ name, title, catalogue, operations, files = [] }) => [
    `[${title}](${name}.md)`,
    `\`/d/${name}\``,
    String(operations.length + files.length),
    String(catalogue.models.length),
  ]);
  return [
    '# Dialects',
    '',
    'The APIs that Filmgate speaks. Each page lists its operations, fields, refusals, models and prices, and',
    'what we chose where the platform’s own documentation is silent. They are made from the code.',
    '',
    table(['dialect', 'also under', 'operations', 'models'], rows),
    '',
  ].join('\n');
}

const keyNames = {
  bearer: '`Authorization: Bearer KEY`',
  authorization: '`Authorization: KEY`',
};

function keyPlaces(headers: readonly KeyHeader[]): string {
  return headers
    .map((header) => (typeof header === 'string' ? keyNames[header] : `\`${header.name}: KEY\``))
    .join(' or ');
}

const actions: Readonly<Record<AnyOperation['does'], string>> = {
  create: 'create a task',
  get: 'read a task',
  list: 'list tasks',
  cancel: 'cancel a task',
  delete: 'delete a task',
  models: 'list models and prices',
  model: 'read one model',
  balance: 'read the account’s balance',
  keyBalance: 'read what a key has spent',
  assetCreate: 'keep a medium as an asset',
  assetCreateMany: 'keep several media as assets',
  assetUpload: 'upload a file',
  assetGet: 'read an asset',
  assetGetMany: 'read several assets',
  assetList: 'list assets',
  assetDelete: 'delete an asset',
};

const bodies = {
  json: '',
  form: ' The body is `multipart/form-data`.',
  json_or_form: ' The body is JSON or `multipart/form-data`.',
} as const;

function operationSection(operation: AnyOperation): string {
  const { does, method, path, status, open, takes = 'json' } = operation;
  const key = open ? ' No key is needed.' : '';
  return [
    `### \`${method} ${path}\``,
    `To ${actions[does]}. Answers ${String(status)}.${key}${bodies[takes]}`,
    ...askTables(operation.asks.schemas),
    '**The answer**',
    fieldTable(operation.answers.schema, 'output'),
  ].join('\n\n');
}

function notOffered({ notOffered: paths = [] }: Dialect): string[] {
  if (paths.length === 0) return [];
  const rows = paths.map(({ path, message }) => [`\`${path}\``, message]);
  return [
    '## Not offered',
    'What the platform has beside, and Filmgate refuses by name, whatever the method:',
    table(['path', 'what is told'], rows),
  ];
}

function fileSection({ path, asks }: FileOperation): string {
  return [
    `### \`GET ${path}\``,
    'To read the bytes of a task’s file. HEAD and `Range` work.',
    ...askTables(asks.schemas),
  ].join('\n\n');
}

function askTables({ path, query, body }: AskSchemas): string[] {
  const parts = [
    ['In the path', path],
    ['In the query', query],
    ['In the body', body],
  ] as const;
  return parts.flatMap(([name, schema]) =>
    schema && rowsOf(schema, 'input').length > 0
      ? [`**${name}**`, fieldTable(schema, 'input')]
      : [],
  );
}

type Side = 'input' | 'output';

function fieldTable(schema: z.ZodType, side: Side): string {
  const rows = rowsOf(schema, side);
  return rows.length === 0
    ? 'An empty object.'
    : table(['field', 'type', 'always', 'values'], rows);
}

function rowsOf(schema: z.ZodType, side: Side): string[][] {
  // A file of a form has no JSON.
  const json = z.toJSONSchema(schema, { io: side, unrepresentable: 'any' });
  return fieldsOf(json).map(({ name, types, isAlways, values }) => [
    `\`${name}\``,
    [...types].join(' or '),
    isAlways ? 'yes' : '',
    [...values].join(', '),
  ]);
}

function cancels({ operations, cancelsRunning }: Dialect): string {
  const running = cancelsRunning
    ? `One that runs is cancelled too, as the platform promises: nothing is charged and no video is handed out, whether the provider that makes it can stop or not. Where it cannot, an account has ${String(absorbedADayMax)} such cancels in 24 hours; further ones are refused.`
    : 'One that runs is cancelled where the provider that makes it proves that it has stopped. Else the cancel is refused, and the task is charged if it succeeds.';
  return [
    'A task that waits is cancelled at once and costs nothing.',
    running,
    'The operator may decide otherwise for a line.',
    callThatCancels(operations),
  ].join(' ');
}

function callThatCancels(operations: readonly AnyOperation[]): string {
  if (operations.some(({ does }) => does === 'cancel'))
    return 'What counts is the dialect in which the task was made.';
  const removal = operations.find((one): one is Operation<'delete'> => one.does === 'delete');
  if (!removal) {
    return 'The platform documents no call that cancels: use one of another dialect, under `/d/…`.';
  }
  const command = { id: 'an-id', whileOpen: 'cancel' } as const;
  return 'unsayable' in removal.asks.encode(command)
    ? 'The delete above cancels while the task waits, and is refused once it runs.'
    : 'The delete above cancels first.';
}

/** What no list of fields says. */
function bounds({ catalogue, operations }: Dialect): string {
  const byMost = Map.groupBy(catalogue.models, ({ limits }) => limits.promptCharacters);
  const [usual, ...others] = [...byMost.keys()].sort((a, b) => b - a);
  const narrower = others.map(
    (most) =>
      `, ${String(most)} for ${(byMost.get(most) ?? []).map((model) => `\`${model.name}\``).join(', ')}`,
  );
  const lines = [
    `A prompt has up to ${String(usual)} characters${narrower.join('')}. Unicode code points are counted: a Chinese character is one.`,
    ...(operations.some(keepsMetadata)
      ? [`\`metadata\` has up to ${String(metadataBytesMost)} bytes, written as JSON in UTF-8.`]
      : []),
    `An object that takes further fields has up to ${String(fieldsMost)}, and an \`Idempotency-Key\` up to 255 characters.`,
  ];
  return lines.map((line) => `- ${line}`).join('\n');
}

function keepsMetadata({ does, asks }: AnyOperation): boolean {
  const { body } = asks.schemas;
  if (does !== 'create' || !body) return false;
  const json = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  const { type, properties } = asObject(json.properties?.['metadata']);
  return type === 'object' && properties === undefined;
}

/** In the order of the catalogue; what is refused alike stands together. */
function refusals(dialect: Dialect): string {
  const create = dialect.operations.find(({ does }) => does === 'create') ?? null;
  const byAnswer = new Map<string, ProblemCode[]>();
  for (const name of Object.keys(problemStatus)) {
    if (platformProblems.has(name)) continue;
    // The keys of the catalogue are its codes.
    const problem = name as ProblemCode;
    const { status, body } = dialect.problem({ code: problem, message: '…' }, create);
    const answer = `${String(status)} | \`${JSON.stringify(body)}\``;
    byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), problem]);
  }
  const rows = [...byAnswer].map(([answer, problems]) => {
    const [status = '', body = ''] = answer.split(' | ');
    return [problems.map((problem) => problem.replaceAll('_', ' ')).join(', '), status, body];
  });
  return table(['what is wrong', 'status', 'body'], rows);
}

function callback({ callback: told }: Dialect): string[] {
  if (!told) return [];
  return [
    '## Callbacks',
    `\`${told.field}\` names a URL that is told the final state, in the words of this dialect, signed and retried over days: see the README.`,
  ];
}

function losses({ lost }: Dialect): string[] {
  const lines = Object.entries(lost.states).map(
    ([state, told]) => `- A task that is ${state} is told as \`${told}\`.`,
  );
  return lines.length === 0 ? [] : ['## What its words cannot say', lines.join('\n')];
}

function models({ catalogue }: Dialect, book: PriceBook): string {
  const rows = catalogue.models.map((model) => [
    [model.name, ...model.aliases].map((each) => `\`${each}\``).join(', '),
    model.family,
    secondsOf(model),
    model.limits.resolutions.join(', '),
    priceOf(model, book),
  ]);
  return rows.length === 0
    ? 'It sells no models of its own.'
    : table(['model', 'made by', 'seconds', 'resolutions', 'price in credits'], rows);
}

function secondsOf({ limits }: Model): string {
  const { seconds, automaticSeconds } = limits;
  const fewest = least(seconds);
  const most = greatest(seconds);
  const whole = seconds.length === most - fewest + 1;
  const range =
    whole && seconds.length > 2 ? `${String(fewest)}–${String(most)}` : seconds.join(', ');
  return automaticSeconds ? `${range} or automatic` : range;
}

const units = { second: 'a second', task: 'a task', million_tokens: 'a million tokens' } as const;

function priceOf(model: Model, book: PriceBook): string {
  const offer = offerOf(book, model);
  if (!offer) return 'none';
  const rates = model.limits.resolutions.flatMap((resolution) => {
    const micros = offer.rateMicros[resolution];
    if (micros === undefined) return [];
    const withVideo = offer.rateMicrosWithVideo?.[resolution];
    const also = withVideo === undefined ? '' : ` (${microsToDecimal(withVideo)} with video)`;
    return `${resolution} ${microsToDecimal(micros)}${also}`;
  });
  return `${rates.join(', ')} ${units[offer.per]}`;
}
