import { useTranslation } from 'react-i18next';
import type { Member } from '../../../../client/src/api-types.ts';
import { useChangeRole } from '../../api/members.ts';
import { useMay } from '../../api/session.ts';
import { Ago } from '../../components/Ago.tsx';
import { useProblemWords } from '../../components/problem-words.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';

interface Props {
  member: Member;
  onRemove: () => void;
}

export function MemberRow({ member: { id, name, email, role, signedInAt }, onRemove }: Props) {
  const { t } = useTranslation();
  const mayWrite = useMay('members:write');
  const change = useChangeRole();
  const words = useProblemWords();
  return (
    <li className="border-b border-line py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <div className="truncate">{name}</div>
          <div className="truncate text-meta text-ink-3">
            {email}
            {signedInAt !== null && (
              <>
                {' · '}
                <Ago at={signedInAt} />
              </>
            )}
          </div>
        </div>
        {mayWrite ? (
          <>
            <div className="w-36">
              <Select
                label={<span className="sr-only">{t('settings.roleOf', { name })}</span>}
                options={(['owner', 'developer', 'billing', 'viewer'] as const).map((value) => ({
                  value,
                  label: t(`common.role.${value}`),
                }))}
                value={role}
                onChange={(chosen) => change.mutate({ id, role: chosen })}
              />
            </div>
            <Button kind="danger" size="small" onClick={onRemove}>
              {t('settings.remove')}
            </Button>
          </>
        ) : (
          <span className="text-ink-2">{t(`common.role.${role}`)}</span>
        )}
      </div>
      {change.error && (
        <p role="alert" className="mt-1 text-meta text-red">
          {words(change.error)}
        </p>
      )}
    </li>
  );
}
