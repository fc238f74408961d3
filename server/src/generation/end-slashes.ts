/** A path or URL without the slashes at its end, however many there are before something else. */
export function withoutEndSlashes(text: string): string {
  let end = text.length;
  while (text.endsWith('/', end) && end > 0) end -= 1;
  return text.slice(0, end);
}
