import { CircleCheck, Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MadeKey } from '../../forms/KeyForm.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { icon } from '../../ui/icons.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { saveText } from '../../ui/save-text.ts';

type Form = 'env' | 'shell' | 'docker';

/** The one time that a key is seen. Closing it without the tick asks once. */
export function KeyReveal({ made, onClose }: { made: MadeKey; onClose: () => void }) {
  const { t } = useTranslation();
  const [isStored, setStored] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const [form, setForm] = useState<Form>('env');
  const texts = formsOf(made.key);
  const leave = (): void => {
    if (isStored || isAsked) onClose();
    else setAsked(true);
  };
  return (
    <Dialog
      isWide
      icon={<CircleCheck {...icon} className="text-green" />}
      title={t('keys.made', { name: made.name })}
      description={t('keys.madeNote')}
      onClose={leave}
      buttons={
        <>
          <Button
            kind="ghost"
            icon={<Download {...icon} />}
            className="mr-auto -ml-3"
            onClick={() => saveText('filmgate.env', texts.env)}
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
          <code className="mono min-w-0 flex-1 truncate text-[13px] select-all">{made.key}</code>
          <CopyButton text={made.key} isPrimary />
        </div>
        <CodeBlock
          label={t('keys.title')}
          code={texts[form]}
          head={
            <Tabs
              isBare
              size="small"
              label={t('keys.forms')}
              tabs={[
                { value: 'env', label: '.env' },
                { value: 'shell', label: 'Shell' },
                { value: 'docker', label: 'Docker' },
              ]}
              value={form}
              onChange={setForm}
            />
          }
        />
        {isAsked && <p className="text-tungsten">{t('keys.leaveAnyway')}</p>}
        <Checkbox label={t('keys.stored')} isOn={isStored} onChange={setStored} />
      </div>
    </Dialog>
  );
}

function formsOf(key: string): Readonly<Record<Form, string>> {
  const url = location.origin;
  return {
    env: `FILMGATE_BASE_URL=${url}\nFILMGATE_KEY=${key}\n`,
    shell: `export FILMGATE_BASE_URL=${url}\nexport FILMGATE_KEY=${key}\n`,
    docker: `docker run -e FILMGATE_BASE_URL=${url} \\\n  -e FILMGATE_KEY=${key} …\n`,
  };
}
