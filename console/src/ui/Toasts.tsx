import { CircleX, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { icon, smallIcon } from './icons.ts';
import { dismissToast, useToasts, type Toast } from './toasts.ts';

/** The two regions that say them stand from the first paint, so that they are heard. */
export function Toasts({ closeLabel }: { closeLabel: string }) {
  const all = useToasts();
  return (
    <div className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-[360px] max-w-[calc(100vw-32px)] flex-col gap-2 max-sm:bottom-16">
      <div aria-live="polite" className="contents">
        {all
          .filter((one) => !one.isError)
          .map((one) => (
            <OneToast key={one.id} toast={one} closeLabel={closeLabel} />
          ))}
      </div>
      <div aria-live="assertive" className="contents">
        {all
          .filter((one) => one.isError)
          .map((one) => (
            <OneToast key={one.id} toast={one} closeLabel={closeLabel} />
          ))}
      </div>
    </div>
  );
}

const shownMs = 6_000;

function OneToast({ toast, closeLabel }: { toast: Toast; closeLabel: string }) {
  const [isHeld, setHeld] = useState(false);
  const { id, title, note, picture, isError = false, action } = toast;
  useEffect(() => {
    if (isHeld || isError) return undefined;
    const timer = setTimeout(() => dismissToast(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, isHeld, isError]);
  return (
    <div
      className="pop pointer-events-auto flex items-center gap-3 p-3"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {picture ?? (isError && <CircleX {...icon} className="shrink-0 text-red" />)}
      <div className="min-w-0 flex-1">
        <div className="font-medium">{title}</div>
        {note !== undefined && <div className="text-meta text-ink-3">{note}</div>}
      </div>
      {action && (
        <Button
          size="small"
          onClick={() => {
            dismissToast(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label={closeLabel} size="small" onClick={() => dismissToast(id)}>
        <X {...smallIcon} />
      </IconButton>
    </div>
  );
}
