import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { ButtonLink } from '../components/ButtonLink.tsx';
import { NoPermission } from '../components/States.tsx';
import { maySee, pageAt, pagePlaces } from '../pages.ts';

/** The page, or why somebody may not see it, who can change that, and where they may go. */
export function Permitted({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const session = useSession();
  const { pathname } = useLocation();
  const page = pageAt(pathname);
  if (!page || maySee(page, session)) return children;
  const role = session.account ? t(`common.role.${session.account.role}`) : t('common.role.none');
  const seen = pagePlaces.filter((one) => one.group !== 'foot' && maySee(one, session));
  const other = seen.find(({ id }) => id !== 'overview') ?? seen[0];
  return (
    <NoPermission
      title={<h1 tabIndex={-1}>{t('shell.noPermission', { page: t(`shell.page.${page.id}`) })}</h1>}
      note={t('shell.noPermissionNote', {
        role,
        account: session.account?.name ?? '',
        pages: seen.map(({ id }) => t(`shell.page.${id}`)).join(t('common.listComma')),
      })}
      actions={
        other && (
          <ButtonLink kind="primary" href={other.path}>
            {t(`shell.page.${other.id}`)}
          </ButtonLink>
        )
      }
    />
  );
}
