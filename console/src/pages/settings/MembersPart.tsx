import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member } from '../../../../client/src/api-types.ts';
import { membersQuery } from '../../api/members.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { InviteForm } from '../../forms/InviteForm.tsx';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import { Invitations } from './Invitations.tsx';
import { InvitedDialog, type Invited } from './InvitedDialog.tsx';
import { MemberRow } from './MemberRow.tsx';
import { RemoveMember } from './RemoveMember.tsx';

export function MembersPart() {
  const { t } = useTranslation();
  const query = useQuery(membersQuery);
  const mayWrite = useMay('members:write');
  const [isInviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState<Member | null>(null);
  // In memory and nowhere else, until the dialog is closed.
  const [invited, setInvited] = useState<Invited | null>(null);
  return (
    <>
      {mayWrite && (
        <Button kind="primary" icon={<Plus {...icon} />} onClick={() => setInviting(true)}>
          {t('settings.invite')}
        </Button>
      )}
      <Section title={t('settings.part.members')}>
        <Loaded
          query={query}
          loading={<SkeletonRows height={52} count={3} />}
          failed={t('settings.failed')}
        >
          {(members) => (
            <ul>
              {members.map((member) => (
                <MemberRow key={member.id} member={member} onRemove={() => setLeaving(member)} />
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
      <Section title={t('settings.invitations')}>
        <Invitations onSent={setInvited} />
      </Section>
      {isInviting && (
        <InviteForm
          onClose={() => setInviting(false)}
          onInvited={(made) => {
            setInviting(false);
            setInvited(made);
          }}
        />
      )}
      {invited && <InvitedDialog invited={invited} onClose={() => setInvited(null)} />}
      {leaving && <RemoveMember member={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}
