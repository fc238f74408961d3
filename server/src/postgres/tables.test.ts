/** The tables as Kysely sees them are the tables of the schema: columns, nulls and what has a default. */
import { readFileSync } from 'node:fs';
import { parseSync, Visitor, type TSSignature, type TSType } from 'oxc-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { testDatabase } from './testing.ts';

interface Column {
  name: string;
  isNullable: boolean;
  hasDefault: boolean;
}

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

const ofFile = readTables(readFileSync(new URL('tables.ts', import.meta.url), 'utf8'));

test('every table of the file has been read', () => {
  expect(ofFile.size).toBeGreaterThan(15);
  const revokedAt = { name: 'revoked_at', isNullable: true, hasDefault: false, isUnknown: false };
  expect(ofFile.get('keys')).toContainEqual(revokedAt);
});

test.each([...ofFile])('%s', async (table, columns) => {
  const { rows } = await database.general.query<{
    name: string;
    is_nullable: boolean;
    has_default: boolean;
  }>(
    `select column_name as name, is_nullable = 'YES' as is_nullable,
            column_default is not null or is_identity = 'YES' as has_default
       from information_schema.columns
      where table_schema = current_schema() and table_name = $1 order by column_name`,
    [table],
  );
  const ofSchema = rows.map((row): Column => ({
    name: row.name,
    isNullable: row.is_nullable,
    hasDefault: row.has_default,
  }));
  expect(columns.map(({ name }) => name)).toEqual(ofSchema.map(({ name }) => name));
  // Of `unknown` nothing is said: null is in it.
  const said = columns.filter(({ isUnknown }) => !isUnknown);
  const known = ofSchema.filter(({ name }) => said.some((one) => one.name === name));
  expect(
    said.map(({ name, isNullable, hasDefault }) => ({ name, isNullable, hasDefault })),
  ).toEqual(known);
});

/** By table, its columns in the order of their names. */
function readTables(text: string): Map<string, (Column & { isUnknown: boolean })[]> {
  const tables = new Map<string, (Column & { isUnknown: boolean })[]>();
  new Visitor({
    TSInterfaceDeclaration({ id, body }) {
      if (id.name !== 'Tables') return;
      for (const member of body.body) {
        const { name, type } = memberOf(member);
        if (type.type !== 'TSTypeLiteral') throw new Error(`${name} has no columns`);
        const columns = type.members.map((column) => columnOf(memberOf(column)));
        tables.set(
          name,
          columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        );
      }
    },
  }).visit(parseSync('tables.ts', text).program);
  return tables;
}

function memberOf(member: TSSignature): { name: string; type: TSType } {
  if (member.type === 'TSPropertySignature' && member.key.type === 'Identifier') {
    const type = member.typeAnnotation?.typeAnnotation;
    if (type) return { name: member.key.name, type };
  }
  throw new Error('the tables have a member that is not understood');
}

function columnOf({ name, type }: { name: string; type: TSType }): Column & { isUnknown: boolean } {
  const hasDefault =
    type.type === 'TSTypeReference' &&
    type.typeName.type === 'Identifier' &&
    type.typeName.name === 'Generated';
  const inner = hasDefault ? (type.typeArguments?.params[0] ?? type) : type;
  return {
    name,
    hasDefault,
    isNullable:
      inner.type === 'TSUnionType' && inner.types.some((one) => one.type === 'TSNullKeyword'),
    isUnknown: inner.type === 'TSUnknownKeyword',
  };
}
