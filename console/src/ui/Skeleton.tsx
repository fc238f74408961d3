import { useEffect, useState } from 'react';
import { join } from './join.ts';

const afterMs = 200;

/** Shown only of what takes longer than a blink. It does not shimmer. */
export function Skeleton({ className }: { className: string }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), afterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <span
      aria-hidden="true"
      className={join('block rounded-[3px]', isShown && 'bg-press', className)}
    />
  );
}
