/** What is none of a reader's business, whoever wrote it down: the value under such a name. */
const secretName =
  /password|passwd|secret|token|hash|sealed|credential|authorization|cookie|signature|api_?-?key|^key$/i;

/** In place of what is not shown. */
export const cut = '(cut)';

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
