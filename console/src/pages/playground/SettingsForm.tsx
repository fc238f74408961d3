import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { Select } from '../../ui/Select.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { durationText } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { MediaField } from './MediaField.tsx';
import { ModeField } from './ModeField.tsx';
import { RatioField } from './RatioField.tsx';
import { ResolutionField } from './ResolutionField.tsx';
import type { PlaygroundForm } from './use-playground.ts';
import type { Uploads } from './use-uploads.ts';

interface Props {
  models: readonly Model[];
  form: PlaygroundForm;
  uploads: Uploads;
}

/** Made from the limits of the model: what it cannot do is struck through and says why. */
export function SettingsForm({ models, form, uploads }: Props) {
  const { settings, set } = form;
  const { t } = useTranslation();
  const language = useLanguage();
  const { model, prompt, seconds, seed } = settings;
  const { limits } = model;
  return (
    <div className="flex flex-col gap-4">
      <Select
        label={t('playground.model')}
        options={models.map(({ id, title }) => ({
          value: id,
          label: <ModelName {...{ id, title }} />,
        }))}
        value={model.id}
        onChange={(id) => set({ model: id })}
      />
      <ModeField form={form} />
      <TextArea
        label={t('playground.prompt')}
        side={prompt.length}
        placeholder={t('playground.promptHint')}
        maxLength={limits.promptCharacters}
        value={prompt}
        onChange={(event) => set({ prompt: event.target.value })}
      />
      <MediaField form={form} uploads={uploads} />
      <Slider
        label={t('playground.seconds')}
        valueText={
          seconds === 'auto' ? t('playground.auto') : durationText(seconds * 1_000, language)
        }
        stops={limits.seconds}
        value={seconds === 'auto' ? (limits.seconds[0] ?? 0) : seconds}
        onChange={(value) => set({ seconds: String(value) })}
      />
      <Switch
        label={t('playground.autoSeconds')}
        isOn={seconds === 'auto'}
        offBecause={limits.automaticSeconds ? null : t('playground.notOfThisModel')}
        onChange={(isOn) => set({ seconds: isOn ? 'auto' : String(limits.seconds[0] ?? '') })}
      />
      <ResolutionField models={models} settings={settings} set={set} />
      <RatioField settings={settings} set={set} />
      <div className="flex flex-wrap gap-x-[18px] gap-y-2">
        <Switch
          label={t('playground.sound')}
          isOn={settings.generateAudio}
          offBecause={limits.audioChoice ? null : t('playground.noChoiceOfSound')}
          onChange={(isOn) => set({ audio: isOn ? '1' : '0' })}
        />
        <Switch
          label={t('playground.lastFrame')}
          isOn={settings.returnLastFrame}
          offBecause={limits.returnLastFrame ? null : t('playground.notOfThisModel')}
          onChange={(isOn) => set({ last: isOn ? '1' : '' })}
        />
        <Switch
          label={t('playground.watermark')}
          isOn={settings.watermark}
          onChange={(isOn) => set({ watermark: isOn ? '1' : '' })}
        />
      </div>
      <TextField
        label={t('playground.seed')}
        side={t('playground.seedHint')}
        inputMode="numeric"
        placeholder={t('playground.random')}
        value={seed === null ? '' : String(seed)}
        onChange={(event) => set({ seed: event.target.value.replace(/\D/g, '').slice(0, 10) })}
      />
    </div>
  );
}

function ModelName({ id, title }: Pick<Model, 'id' | 'title'>) {
  return (
    <>
      <span className="font-medium">{title}</span>
      <span className="mono ml-2 text-ink-3">{id}</span>
    </>
  );
}
