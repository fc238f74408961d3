/**
 * Web addresses as what is kept for others to read may hold them. What stands behind `?` or `#`, or before `@`, often
 * lets whoever has it in: a signature, a token. Pictures that are written out as data are nobody's business either.
 */

const cut = '(cut)';
const address = /https?:\/\/[^\s"'<>\\]+/giu;
const data = /data:[\w.+-]+\/[\w.+-]+;base64,[\w+/=%-]+/giu;

export function withoutAddressSecrets(text: string): string {
  return text.replace(address, ofAddress).replace(data, `data:${cut}`);
}

function ofAddress(url: string): string {
  const end = url.search(/[?#]/u);
  const plain = end === -1 ? url : `${url.slice(0, end + 1)}${cut}`;
  const hostAt = plain.indexOf('//') + 2;
  const pathAt = plain.indexOf('/', hostAt);
  const host = plain.slice(hostAt, pathAt === -1 ? undefined : pathAt);
  const userEnd = host.lastIndexOf('@');
  if (userEnd === -1) return plain;
  return `${plain.slice(0, hostAt)}${cut}${plain.slice(hostAt + userEnd)}`;
}
