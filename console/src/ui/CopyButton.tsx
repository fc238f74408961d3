import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from './announce.ts';
import { Button } from './Button.tsx';
import { copyText } from './copy-text.ts';
import { IconButton } from './IconButton.tsx';
import { smallIcon } from './icons.ts';

const saidMs = 1_500;

/** True for a moment after `copy` was called. */
function useCopy(text: string): { isCopied: boolean; copy: () => void } {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), saidMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (): void => {
    void copyText(text).then((isDone) => {
      setCopied(isDone);
      announce(isDone ? t('common.copied') : t('common.notCopied'));
    });
  };
  return { isCopied, copy };
}

/** An icon that turns to a tick. `what`: what is copied, for its name. */
export function CopyIcon({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation();
  const { isCopied, copy } = useCopy(text);
  return (
    <IconButton label={t('common.copyOf', { what })} size="small" onClick={copy}>
      {isCopied ? <Check {...smallIcon} className="text-green" /> : <Copy {...smallIcon} />}
    </IconButton>
  );
}

export function CopyButton({ text, isPrimary = false }: { text: string; isPrimary?: boolean }) {
  const { t } = useTranslation();
  const { isCopied, copy } = useCopy(text);
  return (
    <Button
      kind={isPrimary ? 'primary' : 'secondary'}
      size="small"
      icon={isCopied ? <Check {...smallIcon} /> : <Copy {...smallIcon} />}
      onClick={copy}
    >
      {isCopied ? t('common.copied') : t('common.copy')}
    </Button>
  );
}
