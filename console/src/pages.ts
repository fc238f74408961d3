import {
  BookOpen,
  ChartColumn,
  Clapperboard,
  Film,
  Images,
  KeyRound,
  LayoutGrid,
  ReceiptText,
  ScrollText,
  Settings2,
  Tags,
  Webhook,
  type LucideIcon,
} from 'lucide-react';
import type { Session } from '../../client/src/api-types.ts';
import type { Scope } from './api/session.ts';
import { paths } from './paths.ts';

/** The pages of the customers' area: one table for the navigation, the palette, the keys and who may see what. */

export type PageId =
  | 'overview'
  | 'playground'
  | 'tasks'
  | 'assets'
  | 'keys'
  | 'webhooks'
  | 'logs'
  | 'docs'
  | 'usage'
  | 'deductions'
  | 'models'
  | 'settings';

export interface PagePlace {
  id: PageId;
  path: string;
  icon: LucideIcon;
  group: 'make' | 'build' | 'billing' | 'foot';
  /** What the page reads; null: nothing that not everybody may. */
  needs: Scope | null;
  /** After `G`. */
  key?: string;
}

export const pagePlaces: readonly PagePlace[] = [
  {
    id: 'overview',
    path: paths.overview(),
    icon: LayoutGrid,
    group: 'make',
    needs: null,
    key: 'o',
  },
  {
    id: 'playground',
    path: paths.playground(),
    icon: Clapperboard,
    group: 'make',
    needs: 'tasks:create',
    key: 'p',
  },
  { id: 'tasks', path: paths.tasks(), icon: Film, group: 'make', needs: 'tasks:read', key: 't' },
  {
    id: 'assets',
    path: paths.assets(),
    icon: Images,
    group: 'make',
    needs: 'assets:read',
    key: 'a',
  },
  { id: 'keys', path: paths.keys(), icon: KeyRound, group: 'build', needs: 'keys:read', key: 'k' },
  {
    id: 'webhooks',
    path: paths.webhooks(),
    icon: Webhook,
    group: 'build',
    needs: 'webhooks:read',
    key: 'w',
  },
  {
    id: 'logs',
    path: paths.logs(),
    icon: ScrollText,
    group: 'build',
    needs: 'requests:read',
    key: 'l',
  },
  { id: 'docs', path: paths.docs(), icon: BookOpen, group: 'build', needs: null },
  {
    id: 'usage',
    path: paths.usage(),
    icon: ChartColumn,
    group: 'billing',
    needs: 'records:read',
    key: 'u',
  },
  {
    id: 'deductions',
    path: paths.deductions(),
    icon: ReceiptText,
    group: 'billing',
    needs: 'records:read',
    key: 'd',
  },
  { id: 'models', path: paths.models(), icon: Tags, group: 'billing', needs: null, key: 'm' },
  {
    id: 'settings',
    path: paths.settings('profile'),
    icon: Settings2,
    group: 'foot',
    needs: null,
  },
];

/** Whether somebody has the page in their navigation. */
export function maySee({ needs }: PagePlace, { scopes }: Pick<Session, 'scopes'>): boolean {
  return needs === null || scopes.includes(needs);
}

/** Of an address within the console: the page of its first word. */
export function pageAt(pathname: string): PagePlace | null {
  const [, first = ''] = pathname.split('/');
  return pagePlaces.find(({ path }) => (path.split('/')[1] ?? '') === first) ?? null;
}
