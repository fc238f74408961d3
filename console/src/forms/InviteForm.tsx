import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreateInvitationAnswer } from '../../../client/src/api-types.ts';
import { useInvite, type Role } from '../api/members.ts';
import { newIdempotencyKey } from '../api/new-key.ts';
import { Button } from '../ui/Button.tsx';
import { Drawer } from '../ui/Drawer.tsx';
import { Select } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import { FormProblem, useFieldProblem } from './FormProblem.tsx';
import { textOf } from './text-of.ts';

interface Props {
  onClose: () => void;
  onInvited: (made: CreateInvitationAnswer) => void;
}

const roles = ['developer', 'billing', 'viewer', 'owner'] as const;

export function InviteForm({ onClose, onInvited }: Props) {
  const { t } = useTranslation();
  const invite = useInvite();
  const errorOf = useFieldProblem(invite.error);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [role, setRole] = useState<Role>('developer');
  return (
    <Drawer
      title={t('settings.invite')}
      closeLabel={t('common.close')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form="invite-form" isBusy={invite.isPending}>
            {t('settings.inviteDeed')}
          </Button>
        </>
      }
    >
      <form
        id="invite-form"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const email = textOf(event.currentTarget, 'email');
          invite.mutate({ body: { email, role }, idempotencyKey }, { onSuccess: onInvited });
        }}
      >
        <FormProblem error={invite.error} fields={['email']} />
        <TextField
          label={t('settings.email')}
          name="email"
          type="email"
          error={errorOf('email')}
          required
        />
        <Select
          label={t('settings.role')}
          hint={t(`settings.roleMay.${role}`)}
          options={roles.map((value) => ({ value, label: t(`common.role.${value}`) }))}
          value={role}
          onChange={setRole}
        />
      </form>
    </Drawer>
  );
}
