import type { ComponentProps, ReactNode } from 'react';
import { buttonClass } from '../ui/Button.tsx';
import { Link } from './Link.tsx';

interface Props extends ComponentProps<typeof Link> {
  kind?: Parameters<typeof buttonClass>[0];
  icon?: ReactNode;
}

/** Looks like a button and leads somewhere. */
export function ButtonLink({ kind = 'secondary', icon, children, ...rest }: Props) {
  return (
    <Link {...rest} className={buttonClass(kind)}>
      {icon}
      {children}
    </Link>
  );
}
