import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { JoinForm } from '../../forms/JoinForm.tsx';
import { OwnPasswordForm } from '../../forms/OwnPasswordForm.tsx';
import { ResetForm } from '../../forms/ResetForm.tsx';
import { NotFound } from '../../shell/NotFound.tsx';
import { Mark } from '../../shell/Mark.tsx';

/** Where links lead that let somebody in once. The token stands behind the hash sign and leaves the address at once. */
export function LinkPage() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  useEffect(() => {
    history.replaceState(history.state, '', pathname);
    document.title = `${t('signIn.title')} · Filmgate`;
  }, [pathname, t]);
  // What is given to somebody who is in begins with the page anew.
  const enter = (): void => location.assign('/');
  const form = {
    '/sign-in/invitation': <JoinForm token={token} onDone={enter} />,
    '/sign-in/reset': <ResetForm token={token} onDone={() => location.assign('/sign-in')} />,
    '/sign-in/password': <OwnPasswordForm onDone={enter} />,
  }[pathname];
  if (!form) return <NotFound />;
  return (
    <main className="grid min-h-dvh place-items-center px-6 py-10">
      <div className="w-full max-w-[352px]">
        <div className="mb-10 flex items-center gap-2 text-section font-semibold">
          <Mark size={22} />
          Filmgate
        </div>
        {form}
      </div>
    </main>
  );
}
