import { createElement, type ReactNode } from 'react';
import type { Session } from '../../../client/src/api-types.ts';
import { maySee, pagePlaces, type PageId } from '../pages.ts';
import { icon } from '../ui/icons.ts';

export interface PaletteEntry {
  id: string;
  group: 'do' | 'go';
  icon: ReactNode;
  label: string;
  path: string;
  /** Keys that do the same. */
  keys?: readonly string[];
  /** The page is the server's own. */
  isOfServer?: boolean;
}

/** The pages whose name, or whose word in an address, has what was typed. */
export function pageEntries(
  session: Session,
  nameOf: (id: PageId) => string,
  typed: string,
): PaletteEntry[] {
  const wanted = typed.toLowerCase();
  return pagePlaces
    .filter((page) => maySee(page, session))
    .map((page) => ({ page, label: nameOf(page.id) }))
    .filter(({ page, label }) => `${label} ${page.id}`.toLowerCase().includes(wanted))
    .map(({ page, label }) => ({
      id: page.id,
      group: 'go',
      icon: createElement(page.icon, icon),
      label,
      path: page.path,
      isOfServer: page.id === 'docs',
      ...(page.key !== undefined && { keys: ['G', page.key.toUpperCase()] }),
    }));
}
