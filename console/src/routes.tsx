import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { sessionQuery } from './api/session.ts';
import { Broken, NotFound } from './shell/NotFound.tsx';
import { paths } from './paths.ts';
import { Shell } from './shell/Shell.tsx';

/** The whole map of the console. A page is fetched when somebody points at a link to it. */

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./pages/sign-in/SignInPage.tsx'), 'SignInPage'),
});
const signInByLink = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/$kind',
  component: lazyRouteComponent(() => import('./pages/sign-in/LinkPage.tsx'), 'LinkPage'),
});

/** All that is behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  async beforeLoad({ context, location }) {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (session?.person.passwordDue)
      throw redirect({ to: '/sign-in/$kind', params: { kind: 'password' } });
    if (session !== null) return;
    const next = location.href === paths.overview() ? {} : { next: location.href };
    throw redirect({ to: '/sign-in', search: next });
  },
});
const under = { getParentRoute: () => inside } as const;

const pages = [
  createRoute({
    ...under,
    path: '/',
    component: lazyRouteComponent(
      () => import('./pages/overview/OverviewPage.tsx'),
      'OverviewPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/playground',
    component: lazyRouteComponent(
      () => import('./pages/playground/PlaygroundPage.tsx'),
      'PlaygroundPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/tasks',
    component: lazyRouteComponent(() => import('./pages/tasks/TasksPage.tsx'), 'TasksPage'),
  }),
  createRoute({
    ...under,
    path: '/tasks/$id',
    component: lazyRouteComponent(() => import('./pages/task/TaskPage.tsx'), 'TaskPage'),
  }),
  createRoute({
    ...under,
    path: '/assets',
    component: lazyRouteComponent(() => import('./pages/assets/AssetsPage.tsx'), 'AssetsPage'),
  }),
  createRoute({
    ...under,
    path: '/keys',
    component: lazyRouteComponent(() => import('./pages/keys/KeysPage.tsx'), 'KeysPage'),
  }),
  createRoute({
    ...under,
    path: '/webhooks',
    component: lazyRouteComponent(
      () => import('./pages/webhooks/WebhooksPage.tsx'),
      'WebhooksPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/logs',
    component: lazyRouteComponent(() => import('./pages/logs/LogsPage.tsx'), 'LogsPage'),
  }),
  createRoute({
    ...under,
    path: '/usage',
    component: lazyRouteComponent(() => import('./pages/usage/UsagePage.tsx'), 'UsagePage'),
  }),
  createRoute({
    ...under,
    path: '/deductions',
    component: lazyRouteComponent(
      () => import('./pages/deductions/DeductionsPage.tsx'),
      'DeductionsPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/models',
    component: lazyRouteComponent(() => import('./pages/models/ModelsPage.tsx'), 'ModelsPage'),
  }),
  createRoute({
    ...under,
    path: '/settings/$part',
    component: lazyRouteComponent(
      () => import('./pages/settings/SettingsPage.tsx'),
      'SettingsPage',
    ),
  }),
];

const routeTree = root.addChildren([signIn, signInByLink, inside.addChildren(pages)]);

/** Search parameters are plain texts here: each page reads its own, see `useUrlState`. */
const plainSearch = {
  parseSearch: (text: string) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search: Record<string, unknown>) => {
    const text = new URLSearchParams(
      Object.entries(search).map(([name, value]) => [name, String(value)]),
    ).toString();
    return text === '' ? '' : `?${text}`;
  },
};

export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    ...plainSearch,
    defaultPreload: 'intent',
    defaultPreloadDelay: 50,
    scrollRestoration: false,
  });
}
