import { z } from 'zod';

/** Any part may be missing, null or of another type; then it is absent, and left out of a list. */
export type Loose<T> = T extends readonly (infer Entry)[]
  ? readonly Loose<Entry>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Loose<NonNullable<T[Key]>> | null }
    : T;

/** The longest that are of use are URLs of files. What is kept of an upstream must not be what it likes. */
const textCharactersMost = 16_384;

/**
 * A reader for answers of an upstream, made from the schema of what we would write: the field list is
 * written once, exactly, and read so that no surprise in one field hides the others. Words of a closed
 * list are read as any string, and a text that is far too long is none.
 */
export function loosely<Schema extends z.ZodObject>(
  schema: Schema,
): (body: unknown) => Loose<z.infer<Schema>> {
  const loose = loosened(schema);
  return (body) => {
    const read = loose.safeParse(body);
    // Anything but an object says nothing.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `Loose` names what `loosened` makes
    return (read.success ? read.data : {}) as Loose<z.infer<Schema>>;
  };
}

function loosened(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape).map(
      ([key, field]) => [key, loosened(field).nullish().catch(undefined)] as const,
    );
    const object = z.object(Object.fromEntries(fields));
    return 'message' in schema.shape ? z.preprocess(asMessage, object) : object;
  }
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return loosened(schema.unwrap());
  }
  if (schema instanceof z.ZodArray) {
    return z.array(loosened(schema.element).nullish().catch(undefined)).transform(withoutGaps);
  }
  if (schema instanceof z.ZodString) return schema.max(textCharactersMost);
  if (schema instanceof z.ZodEnum) return z.string().max(textCharactersMost);
  if (schema instanceof z.ZodType) return schema;
  throw new TypeError('only schemas of zod itself can be read loosely');
}

/** An error that is only a text is its own message. */
function asMessage(told: unknown): unknown {
  return typeof told === 'string' ? { message: told } : told;
}

function withoutGaps(entries: readonly unknown[]): unknown[] {
  return entries.filter((entry) => entry !== undefined && entry !== null);
}
