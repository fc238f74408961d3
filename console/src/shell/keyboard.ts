import { useEffect } from 'react';

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** As keys are written on the reader's keyboard. */
export const commandKey = isApple ? '⌘' : 'Ctrl ';

/** `k` alone, `mod+k` with ⌘ or Ctrl, `g o` one after the other. */
export type KeyMap = Readonly<Record<string, () => void>>;

/** How long the second of two keys may take. */
const chordMs = 1_200;

/**
 * Runs what a key stands for, as long as the component is shown. Single letters do nothing while a field has the focus
 * or an input method composes, so that nothing is triggered by Chinese being typed.
 */
export function useKeys(keys: KeyMap): void {
  useEffect(() => {
    let first: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return;
      const name = nameOf(event);
      if (name === null || (!name.startsWith('mod+') && isTyping(event.target))) return;
      const act = (first === null ? undefined : keys[`${first} ${name}`]) ?? keys[name];
      clearTimeout(timer);
      first = null;
      if (act) {
        event.preventDefault();
        act();
        return;
      }
      if (!Object.keys(keys).some((one) => one.startsWith(`${name} `))) return;
      first = name;
      timer = setTimeout(() => (first = null), chordMs);
    };
    addEventListener('keydown', press);
    return () => {
      clearTimeout(timer);
      removeEventListener('keydown', press);
    };
  }, [keys]);
}

function nameOf(event: KeyboardEvent): string | null {
  if (event.altKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.metaKey || event.ctrlKey) return `mod+${key}`;
  return event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  const quiet = new Set(['checkbox', 'radio', 'range', 'button']);
  return target instanceof HTMLInputElement && !quiet.has(target.type);
}
