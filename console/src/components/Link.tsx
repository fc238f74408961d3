import { useRouter } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

interface Props extends ComponentProps<'a'> {
  /** Of `paths`. */
  href: string;
}

/** A link within the console: a press with a key held down, or with the middle, is the browser’s. */
export function Link({ href, onClick, ...rest }: Props) {
  const router = useRouter();
  const preload = (): void => {
    const { pathname } = new URL(href, location.origin);
    // The router's types name its routes, and `paths` builds no others.
    void router.preloadRoute({ to: pathname } as never).catch(() => undefined);
  };
  return (
    <a
      {...rest}
      href={href}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={(event) => {
        onClick?.(event);
        const isTheirs = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
        if (event.defaultPrevented || isTheirs || event.button !== 0) return;
        event.preventDefault();
        router.history.push(href);
      }}
    />
  );
}
