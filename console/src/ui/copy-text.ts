/** Resolves with whether it stands in the clipboard. Pages by plain http from another machine have the old way alone. */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = document.createElement('textarea');
  field.value = text;
  // Inside of an open dialog, which keeps the focus to itself.
  const place = document.querySelector('[role=dialog]') ?? document.body;
  place.append(field);
  field.select();
  const isDone = document.execCommand('copy');
  field.remove();
  return isDone;
}
