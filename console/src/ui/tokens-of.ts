export type TokenKind = 'plain' | 'word' | 'address' | 'key';

export interface Token {
  kind: TokenKind;
  text: string;
  /** Where it begins in the code. */
  at: number;
}

/** The first that fits: addresses and keys stand inside of strings. */
const forms =
  /(?<address>https?:\/\/[^\s'"\\]+)|(?<key>\$\{?FILMGATE_KEY\}?|fg_(?:live|test)_[\w…]+)|(?<word>^(?:curl|import|const|from|await|print|npx)\b)/gm;

/** Enough of a language to find the address, the key and the verb: in any of those that we show. */
export function tokensOf(code: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const found of code.matchAll(forms)) {
    if (found.index > end)
      tokens.push({ kind: 'plain', text: code.slice(end, found.index), at: end });
    tokens.push({ kind: kindOf(found.groups ?? {}), text: found[0], at: found.index });
    end = found.index + found[0].length;
  }
  if (end < code.length) tokens.push({ kind: 'plain', text: code.slice(end), at: end });
  return tokens;
}

function kindOf({ address, key, word }: Partial<Record<string, string>>): TokenKind {
  if (address !== undefined) return 'address';
  if (key !== undefined) return 'key';
  return word === undefined ? 'plain' : 'word';
}
