import { useRouter } from '@tanstack/react-router';
import { ChevronsUpDown, Languages, LogOut, MonitorCog, Settings2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession, useSignOut } from '../api/session.ts';
import { switchLanguage, useLanguage } from '../i18n/start.ts';
import { paths } from '../paths.ts';
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx';
import { icon, smallIcon } from '../ui/icons.ts';
import { initialOf } from './initial-of.ts';
import { chooseTheme } from './theme.ts';

export function PersonMenu({ isFolded = false }: { isFolded?: boolean }) {
  const { t } = useTranslation();
  const router = useRouter();
  const { person } = useSession();
  const signOut = useSignOut();
  const language = useLanguage() === 'zh' ? 'en' : 'zh';
  const name = person.name === '' ? person.email : person.name;
  const trigger = (
    <button
      type="button"
      aria-label={isFolded ? name : undefined}
      className="flex h-9 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-hover"
    >
      <span
        aria-hidden="true"
        className="size-6 shrink-0 rounded-full bg-press text-center text-[11px]/6 font-semibold text-ink-2"
      >
        {initialOf(name)}
      </span>
      {!isFolded && (
        <>
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <ChevronsUpDown {...smallIcon} className="text-ink-3" />
        </>
      )}
    </button>
  );
  return (
    <Menu trigger={trigger} side="top">
      <div className="px-2.5 py-1.5 text-meta text-ink-3">{person.email}</div>
      <MenuItem
        icon={<Settings2 {...icon} />}
        onSelect={() => router.history.push(paths.settings('profile'))}
      >
        {t('shell.page.settings')}
      </MenuItem>
      <MenuItem icon={<Languages {...icon} />} onSelect={() => void switchLanguage(language)}>
        {language === 'zh' ? '中文' : 'English'}
      </MenuItem>
      <MenuItem icon={<MonitorCog {...icon} />} onSelect={() => chooseTheme('system')}>
        {t('shell.systemTheme')}
      </MenuItem>
      <MenuLine />
      <MenuItem
        icon={<LogOut {...icon} />}
        onSelect={() =>
          signOut.mutate(undefined, {
            onSuccess: () => location.assign(paths.signIn({ reason: 'signed-out' })),
          })
        }
      >
        {t('shell.signOut')}
      </MenuItem>
    </Menu>
  );
}
