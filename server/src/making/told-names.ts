/** What may be the name of a field in a sentence, `content[1].image_url`, with what marks it as one before it. */
const fieldName = /([`'"]|\b(?:parameter|field) )?([a-z_]\w*(?:\[\d+\]|\.\w+)*)/giu;

/** A sentence in which `nameOf` has named fields anew; undefined where it leaves one as it is. */
export function withNames(
  message: string,
  nameOf: (told: string, isMarked: boolean) => string | undefined,
): string {
  return message.replaceAll(fieldName, (whole, mark: string | undefined, told: string) => {
    const name = nameOf(told, mark !== undefined);
    return name === undefined ? whole : (mark ?? '') + name;
  });
}
