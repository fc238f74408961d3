/**
 * `data:` URLs as Ark documents them: lower case, base64, images and audio only. What the bytes
 * are is for the measuring to find out. Returns a sentence without its subject for what cannot be
 * read; nothing is decoded that would be larger than `bytesMax`. Pure.
 */
export function decodeDataUrl(url: string, bytesMax: number): Buffer | string {
  const comma = url.indexOf(',');
  // A header that is right has some 30 characters.
  const header = /^data:(image|audio|video)\/[a-z0-9.+-]{1,40};base64$/u.exec(
    url.slice(0, Math.min(Math.max(comma, 0), 100)),
  );
  if (header?.[1] === 'video') return 'is a video in a data URL; give videos as https URLs';
  if (header === null) {
    return 'is not a data URL of the form data:image/<format>;base64,… or data:audio/<format>;base64,…';
  }
  const text = url.slice(comma + 1);
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  const bytes = (text.length / 4) * 3 - padding;
  if (bytes > bytesMax) return `is larger than ${String(bytesMax)} bytes`;
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/u.test(text)) {
    return 'is not valid base64: letters, digits, + and / with the padding of =, without line breaks';
  }
  return Buffer.from(text, 'base64');
}
