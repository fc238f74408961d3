import { CircleCheck, Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Checkbox.tsx';
import { CodeBlock } from '../ui/CodeBlock.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { icon } from '../ui/icons.ts';
import { saveText } from '../ui/save-text.ts';
import { Tabs } from '../ui/Tabs.tsx';

interface Props {
  title: string;
  note: string;
  secret: string;
  /** How programs are told of it; the first one is what the file holds. */
  forms: readonly [Form, ...Form[]];
  fileName: string;
  onClose: () => void;
}

interface Form {
  label: string;
  text: string;
}

/** The one time that a secret is seen. Closing it without the tick asks once. */
export function SecretReveal({ title, note, secret, forms, fileName, onClose }: Props) {
  const { t } = useTranslation();
  const [isStored, setStored] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const [chosen, setChosen] = useState(forms[0].label);
  const form = forms.find(({ label }) => label === chosen) ?? forms[0];
  const leave = (): void => {
    if (isStored || isAsked) onClose();
    else setAsked(true);
  };
  return (
    <Dialog
      isWide
      icon={<CircleCheck {...icon} className="text-green" />}
      title={title}
      description={note}
      onClose={leave}
      buttons={
        <>
          <Button
            kind="ghost"
            icon={<Download {...icon} />}
            className="mr-auto -ml-3"
            onClick={() => saveText(fileName, forms[0].text)}
          >
            {t('keys.asFile')}
          </Button>
          <Button
            kind="primary"
            offBecause={isStored ? null : t('keys.tickFirst')}
            onClick={onClose}
          >
            {t('common.done')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="field-box flex h-11 items-center gap-2 bg-sunken pr-1.5 pl-2.5">
          <code className="mono min-w-0 flex-1 truncate text-[13px] select-all">{secret}</code>
          <CopyButton text={secret} isPrimary />
        </div>
        <CodeBlock
          label={title}
          code={form.text}
          head={
            <Tabs
              isBare
              size="small"
              label={t('keys.forms')}
              tabs={forms.map(({ label }) => ({ value: label, label }))}
              value={form.label}
              onChange={setChosen}
            />
          }
        />
        {isAsked && <p className="text-tungsten">{t('keys.leaveAnyway')}</p>}
        <Checkbox label={t('keys.stored')} isOn={isStored} onChange={setStored} />
      </div>
    </Dialog>
  );
}
