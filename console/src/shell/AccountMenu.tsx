import { lazy, Suspense } from 'react';
import { useSession } from '../api/session.ts';
import { AccountBox } from './AccountBox.tsx';

const AccountChoice = lazy(async () => ({
  default: (await import('./AccountChoice.tsx')).AccountChoice,
}));

/** For which account somebody acts; a menu where there is a choice. */
export function AccountMenu() {
  const { account, accounts } = useSession();
  if (!account) return null;
  if (accounts.length < 2) return <AccountBox name={account.name} />;
  return (
    <Suspense fallback={<AccountBox name={account.name} />}>
      <AccountChoice />
    </Suspense>
  );
}
