import { Ban, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.ts';
import { isOver, type AnyTask } from '../../api/tasks.ts';
import { creditText, microsOf } from '../../format/credits.ts';
import { useKeys } from '../../shell/keyboard.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { smallIcon } from '../../ui/icons.ts';
import { CancelDialog } from './CancelDialog.tsx';
import { useSelection } from './selection.ts';

/** What can be done with those that are chosen. */
export function BulkBar({ rows }: { rows: readonly AnyTask[] }) {
  const { t } = useTranslation();
  const { ids, clear } = useSelection();
  const mayCancel = useMay('tasks:cancel');
  const [isAsking, setAsking] = useState(false);
  const chosen = rows.filter(({ id }) => ids.has(id));
  const open = chosen.filter((task) => !isOver(task));
  const hasKeys = chosen.length > 0 && !isAsking;
  useKeys(
    useMemo(
      () =>
        hasKeys ? { Escape: clear, ...(mayCancel && { Backspace: () => setAsking(true) }) } : {},
      [hasKeys, clear, mayCancel],
    ),
  );
  if (chosen.length === 0) return null;
  const sum = chosen.reduce(
    (all, task) => all + microsOf(isOver(task) ? (task.chargedCredits ?? 0) : task.quotedCredits),
    0n,
  );
  return (
    <>
      <div
        role="toolbar"
        aria-label={t('tasks.selected', { count: chosen.length })}
        className="pop sticky bottom-5 z-20 mx-auto mt-4 flex h-11 w-fit max-w-full items-center gap-1.5 rounded-panel pr-2 pl-3.5 whitespace-nowrap"
      >
        <b className="font-medium">{t('tasks.selected', { count: chosen.length })}</b>
        <span className="mr-2 text-ink-3 max-sm:hidden">
          · {t('common.amount', { credits: creditText(sum) })}
        </span>
        {mayCancel && (
          <Button
            kind="ghost"
            icon={<Ban {...smallIcon} />}
            offBecause={open.length === 0 ? t('tasks.cancel.allOver') : null}
            onClick={() => setAsking(true)}
          >
            {open.length === 0
              ? t('tasks.cancel.name')
              : t('tasks.cancel.some', { count: open.length })}
          </Button>
        )}
        <IconButton label={t('tasks.selectNone')} onClick={clear}>
          <X {...smallIcon} />
        </IconButton>
      </div>
      {isAsking && open.length > 0 && (
        <CancelDialog
          tasks={open}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            clear();
          }}
        />
      )}
    </>
  );
}
