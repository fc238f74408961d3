import type { ComponentProps } from 'react';
import { Link } from './Link.tsx';

/** In a sentence. */
export function TextLink(props: ComponentProps<typeof Link>) {
  return <Link {...props} className="text-daylight hover:underline" />;
}
