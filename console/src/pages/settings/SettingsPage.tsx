import { useLocation } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession, type Scope } from '../../api/session.ts';
import { Link } from '../../components/Link.tsx';
import { Page } from '../../components/Page.tsx';
import { NoPermission } from '../../components/States.tsx';
import { paths } from '../../paths.ts';
import { join } from '../../ui/join.ts';
import { AuditPart } from './AuditPart.tsx';
import { LimitsPart } from './LimitsPart.tsx';
import { MembersPart } from './MembersPart.tsx';
import { ProfilePart } from './ProfilePart.tsx';
import { SecurityPart } from './SecurityPart.tsx';
import { SessionsPart } from './SessionsPart.tsx';

const parts = ['profile', 'security', 'members', 'sessions', 'audit', 'limits'] as const;
type Part = (typeof parts)[number];

const shown: Readonly<Record<Part, ComponentType>> = {
  profile: ProfilePart,
  security: SecurityPart,
  members: MembersPart,
  sessions: SessionsPart,
  audit: AuditPart,
  limits: LimitsPart,
};
const needs: Readonly<Partial<Record<Part, Scope>>> = {
  members: 'members:read',
  audit: 'audit:read',
};

export function SettingsPage() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { scopes } = useSession();
  const may = (part: Part): boolean => {
    const scope = needs[part];
    return scope === undefined || scopes.includes(scope);
  };
  const part = parts.find((one) => pathname === paths.settings(one)) ?? 'profile';
  const Shown = shown[part];
  return (
    <Page title={t('shell.page.settings')} lead={t('settings.lead')}>
      <nav
        aria-label={t('shell.page.settings')}
        className="mb-5 flex gap-5 overflow-x-auto border-b border-line"
      >
        {parts.filter(may).map((one) => (
          <Link
            key={one}
            href={paths.settings(one)}
            aria-current={one === part ? 'page' : undefined}
            className={join(
              'relative flex h-9 shrink-0 items-center whitespace-nowrap',
              one === part
                ? 'font-medium text-ink after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-ink'
                : 'text-ink-2 hover:text-ink',
            )}
          >
            {t(`settings.part.${one}`)}
          </Link>
        ))}
      </nav>
      {may(part) ? (
        <Shown />
      ) : (
        <NoPermission title={t('settings.ownersOnly')} note={t('settings.ownersOnlyNote')} />
      )}
    </Page>
  );
}
