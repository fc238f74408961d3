const instead = '[secret]';

/** A text of an upstream without our key there, as it was given or as JSON and URLs write it. */
export function withoutSecret(text: string, secret: string | null): string {
  if (secret === null || secret === '') return text;
  const forms = new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  return [...forms].reduce((left, form) => left.replaceAll(form, instead), text);
}

/** What can be sent in a header; null, or the trouble in words that do not show it. */
export function secretTrouble(secret: string): string | null {
  if (secret === '') return 'is empty';
  if (secret.length > 4_096) return 'has more than 4096 characters';
  return /^[\u0021-\u007e]+$/.test(secret)
    ? null
    : 'holds spaces or characters that a header cannot carry: copy it again';
}
