import { useTranslation } from 'react-i18next';
import { SecretReveal } from '../../components/SecretReveal.tsx';
import type { MadeKey } from '../../forms/KeyForm.tsx';

export function KeyReveal({ made, onClose }: { made: MadeKey; onClose: () => void }) {
  const { t } = useTranslation();
  const { name, key } = made;
  const url = location.origin;
  return (
    <SecretReveal
      title={t('keys.made', { name })}
      note={t('keys.madeNote')}
      secret={key}
      fileName="filmgate.env"
      forms={[
        { label: '.env', text: `FILMGATE_BASE_URL=${url}\nFILMGATE_KEY=${key}\n` },
        {
          label: 'Shell',
          text: `export FILMGATE_BASE_URL=${url}\nexport FILMGATE_KEY=${key}\n`,
        },
        {
          label: 'Docker',
          text: `docker run -e FILMGATE_BASE_URL=${url} \\\n  -e FILMGATE_KEY=${key} …\n`,
        },
      ]}
      onClose={onClose}
    />
  );
}
