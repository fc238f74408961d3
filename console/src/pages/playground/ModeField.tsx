import { useTranslation } from 'react-i18next';
import { Segmented } from '../../ui/Segmented.tsx';
import type { PlaygroundForm } from './use-playground.ts';

const modes = ['text', 'frames', 'reference'] as const;

/** From words alone, from frames, from references: what the model does not take is struck through. */
export function ModeField({ form: { settings, set } }: { form: PlaygroundForm }) {
  const { t } = useTranslation();
  const { limits, title } = settings.model;
  const lacking = modes.filter((mode) => !limits.modes.includes(mode));
  const why = t('playground.notTaken', { model: title });
  return (
    <Segmented
      label={t('playground.mode')}
      isLabelHidden
      options={modes.map((mode) => ({
        value: mode,
        label: t(`playground.mode.${mode}`),
        offBecause: lacking.includes(mode) ? why : null,
      }))}
      value={settings.mode}
      onChange={(mode) => set({ mode })}
      hint={
        lacking.length > 0 &&
        `${lacking.map((mode) => t(`playground.mode.${mode}`)).join(t('common.listComma'))}: ${why}`
      }
    />
  );
}
