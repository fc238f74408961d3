import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** A medium by its address: it is fetched when the film is made. */
export function UrlField({ onUrl }: { onUrl: (url: string) => boolean }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState('');
  const add = (): void => {
    if (url.trim() !== '' && onUrl(url.trim())) setUrl('');
  };
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <div className="min-w-0 flex-1">
        <TextField
          label={t('playground.address')}
          type="text"
          inputMode="url"
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </div>
      <Button type="submit">{t('playground.add')}</Button>
    </form>
  );
}
