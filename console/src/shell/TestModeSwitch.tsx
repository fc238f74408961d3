import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useChangeSession, useSession } from '../api/session.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { icon } from '../ui/icons.ts';
import { Switch } from '../ui/Switch.tsx';

/** Test tasks are free and use no line. The mode is the session's, and all pages follow it. */
export function TestModeSwitch({ isFolded = false }: { isFolded?: boolean }) {
  const { t } = useTranslation();
  const isTest = useSession().mode === 'test';
  const change = useChangeSession();
  const set = (isOn: boolean): void => change.mutate({ mode: isOn ? 'test' : 'live' });
  if (isFolded) {
    return (
      <IconButton
        label={t('shell.testMode')}
        aria-pressed={isTest}
        className={isTest ? 'mx-auto text-tungsten!' : 'mx-auto'}
        onClick={() => set(!isTest)}
      >
        <FlaskConical {...icon} />
      </IconButton>
    );
  }
  return (
    <div className="flex h-[30px] items-center px-2 text-ink-2 pointer-coarse:h-11">
      <Switch
        isRow
        isOn={isTest}
        onChange={set}
        label={
          <>
            <FlaskConical {...icon} />
            {t('shell.testMode')}
          </>
        }
      />
    </div>
  );
}
