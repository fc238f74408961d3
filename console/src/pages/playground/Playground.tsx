import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { useKeys } from '../../shell/keyboard.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { History } from './History.tsx';
import { RunFoot } from './RunFoot.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { Stage } from './Stage.tsx';
import { CodePanel } from './CodePanel.tsx';
import { usePlayground } from './use-playground.ts';
import { useRun } from './use-run.ts';
import { usePastedFiles } from './use-pasted-files.ts';
import { useTakenUp, useTakeUp } from './use-taken-up.ts';
import { useUploads } from './use-uploads.ts';

/** Form, stage and history side by side; on phones the film first and the form below it. */
export function Playground({ models }: { models: Model[] }) {
  const { t } = useTranslation();
  const form = usePlayground(models);
  const uploads = useUploads(form);
  const run = useRun(form, uploads.waits !== null);
  const takeUp = useTakeUp(models, form);
  useTakenUp(form, takeUp);
  usePastedFiles(uploads.take);
  useKeys(useMemo(() => ({ 'mod+Enter': run.start }), [run.start]));
  if (!form) return null;
  const { tab, task, set } = form;
  return (
    <div className="flex h-full min-h-0 max-sm:h-auto max-sm:flex-col-reverse lg:flex-row">
      <section
        aria-label={t('playground.settings')}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          uploads.take(event.dataTransfer.files);
        }}
        className="flex min-h-0 shrink-0 flex-col border-line sm:w-[404px] sm:border-r max-lg:sm:w-[320px]"
      >
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3.5 sm:px-5">
          <SettingsForm models={models} form={form} uploads={uploads} />
        </div>
        <RunFoot settings={form.settings} run={run} waits={uploads.waits} hasTask={task !== ''} />
      </section>
      <section aria-label={t('playground.stage')} className="flex min-w-0 flex-1 flex-col">
        <div className="flex h-11 shrink-0 items-center border-b border-line px-5 max-sm:hidden">
          <Tabs
            isBare
            label={t('playground.stage')}
            tabs={[
              { value: 'film', label: t('playground.tab.film') },
              { value: 'code', label: t('playground.tab.code') },
            ]}
            value={tab}
            onChange={(value) => set({ tab: value })}
          />
        </div>
        <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-4 py-0 sm:p-5">
          {tab === 'film' && <Stage form={form} run={run} onTakeUp={takeUp} />}
          <CodePanel form={form} />
        </div>
      </section>
      <History here={task} onOpen={(id) => set({ task: id, tab: 'film' })} />
    </div>
  );
}
