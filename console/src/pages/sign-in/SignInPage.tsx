import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { instanceQuery } from '../../api/instance.ts';
import { SignInForm } from '../../forms/SignInForm.tsx';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { paths } from '../../paths.ts';
import { LanguageButton } from '../../shell/LanguageButton.tsx';
import { Mark } from '../../shell/Mark.tsx';
import { ThemeButton } from '../../shell/ThemeButton.tsx';
import { Note } from '../../ui/Note.tsx';
import { Showreel } from './Showreel.tsx';
import { signInDefaults, signInSearch, whereNext } from './search.ts';

export function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { data: instance } = useQuery(instanceQuery);
  const [{ next, reason }] = useUrlState(signInSearch, signInDefaults);
  useEffect(() => {
    document.title = `${t('signIn.title')} · Filmgate`;
  }, [t]);
  return (
    <div className="grid h-dvh sm:grid-cols-[420px_minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_480px] max-sm:grid-rows-[180px_minmax(0,1fr)]">
      <Showreel />
      <main className="flex min-h-0 flex-col overflow-y-auto px-6 py-7 sm:px-12 lg:px-16">
        <div className="flex items-center gap-2 text-section font-semibold">
          <Mark size={22} />
          Filmgate
          <span className="ml-auto flex items-center gap-1 text-base font-normal">
            <LanguageButton isNamed />
            <ThemeButton />
          </span>
        </div>
        <div className="my-auto w-full max-w-[420px] py-9">
          <h1 className="mb-7 text-figure font-semibold">{t('signIn.title')}</h1>
          {reason !== '' && (
            <div className="mb-4">
              <Note tone={reason === 'expired' ? 'tungsten' : 'plain'}>
                {reason === 'expired' ? t('signIn.ended') : t('signIn.out')}
              </Note>
            </div>
          )}
          <SignInForm onDone={() => router.history.push(whereNext(next, paths.overview()))} />
          <p className="mt-6 text-meta/[19px] text-ink-3">
            {t('signIn.foot', { place: instance?.support ?? location.host })}
          </p>
        </div>
        <div className="flex gap-4 text-meta text-ink-3">
          <span>{instance ? t('signIn.healthy') : ' '}</span>
          <a href={paths.docs()} className="hover:text-ink">
            {t('shell.page.docs')}
          </a>
          <span className="ml-auto">{instance && `Filmgate ${instance.version}`}</span>
        </div>
      </main>
    </div>
  );
}
