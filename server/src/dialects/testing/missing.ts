/** What a dialect lacks before it can be spoken, in sentences. */
import { z } from 'zod';
import { ownPriceBook } from '../../pricing/book.ts';
import { offerOf } from '../../pricing/offer.ts';
import type { Deed, Dialect, Operation } from '../mechanism.ts';
import { meaningOfWord } from '../words.ts';
import { knownIfAny } from './known.ts';

export function missingOf(dialect: Dialect): string[] {
  return [
    ...missingOperations(dialect),
    ...missingModels(dialect),
    ...missingWords(dialect),
    ...(dialect.keyHeaders.length === 0 ? ['nobody can show a key: name its keyHeaders'] : []),
    ...(dialect.choices.length < 3 ? ['its choices are fewer than three sentences'] : []),
    ...missingAssets(dialect),
    ...missingKnowledge(dialect),
  ].map((sentence) => `${dialect.name}: ${sentence}`);
}

function missingOperations(dialect: Dialect): string[] {
  return (['create', 'get'] as const).flatMap((does) =>
    offered(dialect, does) ? [] : [`it has no operation to ${does} a task`],
  );
}

function offered({ operations }: Dialect, does: Deed): boolean {
  return operations.some((op) => op.does === does && !op.isRefused);
}

function missingModels({ catalogue: { models } }: Dialect): string[] {
  if (models.length === 0) return ['it sells no model: give its catalogue some'];
  const book = ownPriceBook();
  return models.flatMap((model) =>
    offerOf(book, model)
      ? []
      : [`${model.name} has no price: pricing/price-book.json has no ${model.priceName}`],
  );
}

function missingWords({ operations, fields }: Dialect): string[] {
  const creates = operations.filter(
    (op): op is Operation<'create'> => op.does === 'create' && !op.isRefused,
  );
  const written = creates.flatMap(({ asks: { schemas } }) =>
    schemas.body instanceof z.ZodObject ? Object.keys(schemas.body.shape) : [],
  );
  const unknown = [...new Set(written)].filter((word) => meaningOfWord(word) === undefined);
  const unnamed = (['model', 'prompt', 'media'] as const).filter(
    (field) => fields[field] === undefined,
  );
  return [
    ...unknown.map((word) => `words.ts does not say what ${word} means`),
    ...unnamed.map((field) => `its fields have no name for ${field}`),
  ];
}

function missingAssets(dialect: Dialect): string[] {
  const needed = Object.values(dialect.assetWays ?? {}).flatMap(({ gives, looks }) => [
    gives,
    looks,
  ]);
  return needed.flatMap((does) =>
    offered(dialect, does)
      ? []
      : [`lines make assets there by ${does}, and it has no such operation`],
  );
}

function missingKnowledge(dialect: Dialect): string[] {
  const known = knownIfAny(dialect);
  if (!known) return ['dialects/testing/known.ts has no entry of it'];
  return [];
}
