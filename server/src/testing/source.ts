/** The code of server/src as a parser reads it, for rules that no linter has. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import type {
  CallExpression,
  Expression,
  NewExpression,
  ObjectExpression,
  ObjectProperty,
} from 'oxc-parser';

export interface Place {
  /** Below server/src, such as `tasks/submit.ts`. */
  path: string;
  line: number;
}

export interface Pattern extends Place {
  source: string;
  flags: string;
}

export interface Call extends Place {
  /** As it is written, on one line. */
  text: string;
  /** The last name of what is called, such as `max` of `Math.max`; null where it has none. */
  name: string | null;
  hasSpread: boolean;
}

/** An object with a name and a text, as a prepared statement is given to pg. */
export interface Statement extends Place {
  /** Null where it is put together. */
  name: string | null;
  /** Null where something is put into it. */
  text: string | null;
}

const folder = fileURLToPath(new URL('..', import.meta.url));

/** Of everything but tests and what is made for them. */
function sources(): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter(
      (path) => /\.[jt]s$/.test(path) && !/\.test\.ts$|(?:^|\/)testing(?:\/|\.ts$)/.test(path),
    )
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

/** All regular expressions that stand in the code, all calls, and all statements. */
export function readSources(from = sources()): {
  patterns: Pattern[];
  calls: Call[];
  statements: Statement[];
} {
  const patterns: Pattern[] = [];
  const calls: Call[] = [];
  const statements: Statement[] = [];
  for (const { path, text } of from) {
    const placeOf = (start: number): Place => ({
      path,
      line: text.slice(0, start).split('\n').length,
    });
    const addCall = (node: CallExpression | NewExpression): void => {
      calls.push({
        ...placeOf(node.start),
        text: text.slice(node.start, node.end).replaceAll(/\s+/g, ' '),
        name: nameOf(node.callee),
        hasSpread: node.arguments.some(({ type }) => type === 'SpreadElement'),
      });
    };
    const { program, errors } = parseSync(path, text);
    if (errors.length > 0) throw new Error(`${path} cannot be parsed`);
    new Visitor({
      Literal(node) {
        if (!('regex' in node)) return;
        const { pattern: source, flags } = node.regex;
        patterns.push({ ...placeOf(node.start), source, flags });
      },
      CallExpression: addCall,
      NewExpression: addCall,
      ObjectExpression(node) {
        const [name, text] = [memberOf(node, 'name'), memberOf(node, 'text')];
        if (!name || !text || !memberOf(node, 'values')) return;
        statements.push({ ...placeOf(node.start), name: wordsOf(name), text: wordsOf(text) });
      },
    }).visit(program);
  }
  return { patterns, calls, statements };
}

function memberOf({ properties }: ObjectExpression, name: string): Expression | null {
  const member = properties.find(
    (one): one is ObjectProperty =>
      one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === name,
  );
  return member?.value ?? null;
}

/** Of a text that is written out; null of one that is put together. */
function wordsOf(node: Expression): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return null;
  return node.quasis[0]?.value.cooked ?? null;
}

function nameOf(callee: Expression): string | null {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return null;
  return callee.property.name;
}

/** By each file below server/src: the files and packages that it loads before it runs. */
export type Loads = ReadonlyMap<string, readonly string[]>;

/** Neither types, nor what is imported in the midst of the code. */
export function readLoads(from = sources()): Loads {
  return new Map(
    from.map(({ path, text }) => {
      const { module } = parseSync(path, text);
      const imported = module.staticImports
        .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
        .map(({ moduleRequest }) => moduleRequest.value);
      const exported = module.staticExports
        .flatMap(({ entries }) => entries)
        .flatMap(({ isType, moduleRequest }) => (isType ? [] : (moduleRequest?.value ?? [])));
      const toFile = (specifier: string): string =>
        specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
      return [path, [...imported, ...exported].map(toFile)];
    }),
  );
}
