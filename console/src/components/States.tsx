import { CircleX, Lock, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';
import { Button } from '../ui/Button.tsx';
import { CopyIcon } from '../ui/CopyButton.tsx';
import { smallIcon } from '../ui/icons.ts';
import { useProblemWords } from './problem-words.ts';

/** What stands where nothing can be shown: a sign, what it is, what that means, and the way on. */
function State(props: {
  sign: ReactNode;
  title: ReactNode;
  note?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="grid min-h-64 place-items-center py-10 text-center">
      <div className="flex max-w-[420px] flex-col items-center gap-3">
        {props.sign}
        <div>
          <div className="text-section font-semibold">{props.title}</div>
          {props.note !== undefined && <p className="mt-1 text-ink-2">{props.note}</p>}
        </div>
        {props.children}
      </div>
    </div>
  );
}

interface EmptyProps {
  /** What would stand here. */
  title: ReactNode;
  note?: ReactNode;
  /** What fills it. */
  actions?: ReactNode;
  /** The same from a terminal. */
  command?: string;
}

export function Empty({ title, note, actions, command }: EmptyProps) {
  return (
    <State sign={<EmptyGate />} title={title} note={note}>
      {actions !== undefined && (
        <div className="flex flex-wrap justify-center gap-2">{actions}</div>
      )}
      {command !== undefined && (
        <code className="mono mt-1 max-w-full overflow-x-auto rounded-control border border-line bg-sunken px-3 py-2 text-ink-2">
          {command}
        </code>
      )}
    </State>
  );
}

function EmptyGate() {
  return (
    <svg viewBox="0 0 132 74" aria-hidden="true" className="w-[132px] fill-none text-ink-3">
      <rect x="0.5" y="0.5" width="131" height="73" rx="3" className="stroke-line-2" />
      <path d="M66 29v16M58 37h16" className="stroke-current" />
    </svg>
  );
}

interface FailureProps {
  /** What could not be read. */
  title: ReactNode;
  error: Error;
  onRetry: () => void;
}

/** Something could not be read: what that means, once more, and the number to ask about it. */
export function Failure({ title, error, onRetry }: FailureProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const request = error instanceof ApiProblem ? error.problem.instance : null;
  return (
    <State
      sign={<CircleX size={22} strokeWidth={1.6} aria-hidden className="text-red" />}
      title={title}
      note={words(error)}
    >
      <Button kind="primary" icon={<RotateCw {...smallIcon} />} onClick={onRetry}>
        {t('common.again')}
      </Button>
      {request !== null && (
        <span className="flex items-center gap-1.5 text-meta text-ink-3">
          {t('common.request')} <code className="mono">{request}</code>
          <CopyIcon text={request} what={t('common.request')} />
        </span>
      )}
    </State>
  );
}

interface NoPermissionProps {
  title: ReactNode;
  note: ReactNode;
  actions?: ReactNode;
}

export function NoPermission({ title, note, actions }: NoPermissionProps) {
  return (
    <State
      sign={<Lock size={22} strokeWidth={1.6} aria-hidden className="text-ink-3" />}
      title={title}
      note={note}
    >
      {actions}
    </State>
  );
}
