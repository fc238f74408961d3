import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { useSessionEnded } from '../api/signed-out.ts';
import { SignInForm } from '../forms/SignInForm.tsx';
import { Dialog } from '../ui/Dialog.tsx';

/** The session ended: the page below stays as it is, and goes on afterwards. */
export function SignInAgain() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { person } = useSession();
  if (!useSessionEnded()) return null;
  return (
    <Dialog title={t('signIn.ended')} onClose={() => undefined}>
      <SignInForm email={person.email} onDone={() => void queries.invalidateQueries()} />
    </Dialog>
  );
}
