/** A sentence without its subject. */
type Fault = string;

/** Of the text, in whole groups of four: so long a piece is decoded in a moment. */
const pieceCharacters = 1_048_576;

/**
 * `data:` URLs as Ark documents them: lower case, base64, images and audio only. What the bytes
 * are is for the measuring to find out. In pieces, as others want to be served while a large one is
 * read; a fault is the last of them. Nothing is decoded that would be larger than `bytesMax`. Pure.
 */
export function* decodeDataUrl(url: string, bytesMax: number): Generator<Buffer | Fault> {
  const text = base64Of(url, bytesMax);
  if ('fault' in text) {
    yield text.fault;
    return;
  }
  const { base64 } = text;
  for (let at = 0; at < base64.length; at += pieceCharacters) {
    const piece = base64.slice(at, at + pieceCharacters);
    const isLast = at + pieceCharacters >= base64.length;
    if (!(isLast ? lastForm : form).test(piece)) {
      yield notBase64;
      return;
    }
    yield Buffer.from(piece, 'base64');
  }
}

const form = /^[A-Za-z0-9+/]+$/u;
const lastForm = /^[A-Za-z0-9+/]+={0,2}$/u;
const notBase64 =
  'is not valid base64: letters, digits, + and / with the padding of =, without line breaks';

function base64Of(url: string, bytesMax: number): { base64: string } | { fault: Fault } {
  const comma = url.indexOf(',');
  // A header that is right has some 30 characters.
  const header = /^data:(image|audio|video)\/[a-z0-9.+-]{1,40};base64$/u.exec(
    url.slice(0, Math.min(Math.max(comma, 0), 100)),
  );
  if (header?.[1] === 'video') {
    return { fault: 'is a video in a data URL; give videos as https URLs' };
  }
  if (header === null) {
    return {
      fault:
        'is not a data URL of the form data:image/<format>;base64,… or data:audio/<format>;base64,…',
    };
  }
  const base64 = url.slice(comma + 1);
  const padding = base64.endsWith('==') ? 2 : Number(base64.endsWith('='));
  const bytes = (base64.length / 4) * 3 - padding;
  if (bytes > bytesMax) return { fault: `is larger than ${String(bytesMax)} bytes` };
  return base64 === '' || base64.length % 4 !== 0 ? { fault: notBase64 } : { base64 };
}
