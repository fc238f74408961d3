import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

export interface Invited {
  email: string;
  /** Null: it was mailed, and is shown to nobody. */
  link: string | null;
  mailed: boolean;
}

/** The one time that the link of an invitation is seen, or that it was mailed. */
export function InvitedDialog({ invited, onClose }: { invited: Invited; onClose: () => void }) {
  const { t } = useTranslation();
  const { email, link, mailed } = invited;
  return (
    <Dialog
      title={t('settings.invited', { email })}
      description={mailed ? t('settings.invitedMailed') : t('settings.invitedLink')}
      onClose={onClose}
      buttons={
        <Button kind="primary" onClick={onClose}>
          {t('common.done')}
        </Button>
      }
    >
      {link !== null && (
        <div className="field-box flex h-11 items-center gap-2 bg-sunken pr-1.5 pl-2.5">
          <code className="mono min-w-0 flex-1 truncate select-all">{link}</code>
          <CopyButton text={link} isPrimary />
        </div>
      )}
    </Dialog>
  );
}
