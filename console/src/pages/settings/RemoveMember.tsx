import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member } from '../../../../client/src/api-types.ts';
import { useRemoveMember } from '../../api/members.ts';
import { FormProblem } from '../../forms/FormProblem.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** Keys that a member made stay when they go, unless whoever removes them ends these too. */
export function RemoveMember({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useRemoveMember();
  const [endsKeys, setEndsKeys] = useState(false);
  return (
    <Dialog
      title={t('settings.removeTitle', { name: member.name })}
      description={
        member.keys.length === 0
          ? t('settings.removeNote')
          : t('settings.removeKeys', { count: member.keys.length })
      }
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="danger-fill"
            isBusy={remove.isPending}
            onClick={() =>
              remove.mutate(
                { id: member.id, keys: endsKeys ? 'end' : 'stay' },
                { onSuccess: onClose },
              )
            }
          >
            {t('settings.remove')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <FormProblem error={remove.error} fields={[]} />
        {member.keys.length > 0 && (
          <>
            <ul className="text-ink-2">
              {member.keys.map(({ id, name, lastFour }) => (
                <li key={id}>
                  {name} …{lastFour}
                </li>
              ))}
            </ul>
            <Checkbox label={t('settings.endKeys')} isOn={endsKeys} onChange={setEndsKeys} />
          </>
        )}
      </div>
    </Dialog>
  );
}
