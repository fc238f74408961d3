import { useLocation } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../api/session.ts';
import { taskCountsQuery } from '../api/tasks.ts';
import { pageAt } from '../pages.ts';

/** “(2) Tasks · Filmgate” where two are being made. */
export function usePageTitle(): void {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { mode } = useSession();
  const { data } = useQuery({
    ...taskCountsQuery({ state: ['queued', 'running'], mode }),
    enabled: useMay('tasks:read'),
  });
  const page = pageAt(pathname);
  const name = page === null ? t('shell.notFound') : t(`shell.page.${page.id}`);
  const open = data?.total ?? 0;
  useEffect(() => {
    document.title = `${open > 0 ? `(${String(open)}) ` : ''}${name} · Filmgate`;
  }, [name, open]);
}
