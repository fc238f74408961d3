import { useEffect, useRef, useState } from 'react';
import { useUploadAsset } from '../../api/assets.ts';
import { newIdempotencyKey } from '../../api/new-key.ts';
import { placeFor } from './place-for.ts';
import { checksOf, type Measured } from './media-rules.ts';
import { measureFile } from './measure-file.ts';
import { kindOfUrl, withMedium, type Kind, type Role } from './media.ts';
import type { PlaygroundForm } from './use-playground.ts';

/** A file that is not kept yet. */
export interface Upload {
  key: string;
  name: string;
  role: Role;
  kind: Kind;
  /** Of this page, for its preview. */
  address: string;
  measured: Measured;
  state: 'rejected' | 'sending' | 'failed';
  error: Error | null;
}

type Unplaced = 'noRoom' | 'notHere' | 'noAddress' | null;

export interface Uploads {
  all: readonly Upload[];
  /** Why the last one found no place. */
  unplaced: Unplaced;
  /** What keeps a film from being made: one is on its way, or cannot go. */
  waits: 'sending' | 'rejected' | null;
  /** Into the slot that is named, else where there is room for it. */
  take: (files: Iterable<File>, wanted?: Role) => void;
  takeUrl: (url: string) => boolean;
  drop: (key: string) => void;
}

/** Files are looked at first; what keeps to the rules is sent, and stands among the media once it is kept. */
export function useUploads(form: PlaygroundForm | null): Uploads {
  const [all, setAll] = useState<readonly Upload[]>([]);
  const [unplaced, setUnplaced] = useState<Unplaced>(null);
  const { mutateAsync } = useUploadAsset();
  const latest = useRef({ form, all });
  latest.current = { form, all };
  const sending = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const left = sending.current;
    return () => {
      for (const one of left.values()) one.abort();
    };
  }, []);

  const drop = (key: string): void => {
    sending.current.get(key)?.abort();
    sending.current.delete(key);
    setAll((now) => now.filter((one) => one.key !== key));
  };

  const takeOne = async (file: File, wanted: Role | undefined): Promise<void> => {
    const address = URL.createObjectURL(file);
    const measured = await measureFile(file, address);
    const now = latest.current;
    if (!now.form) return;
    const place = placeFor(measured.kind, now.form, now.all, wanted);
    if (typeof place === 'string') {
      URL.revokeObjectURL(address);
      setUnplaced(place);
      return;
    }
    setUnplaced(null);
    const { role, mode } = place;
    if (mode !== now.form.settings.mode) now.form.set({ mode });
    const isFit = checksOf(measured, now.form.settings.model.limits).every(({ passes }) => passes);
    const key = newIdempotencyKey();
    const upload: Upload = {
      key,
      name: file.name,
      role,
      kind: measured.kind,
      address,
      measured,
      state: isFit ? 'sending' : 'rejected',
      error: null,
    };
    const others = latest.current.all.filter(
      (one) => one.role !== role || measured.kind !== 'image' || mode !== 'frames',
    );
    latest.current.all = [...others, upload];
    setAll(latest.current.all);
    if (isFit) void send(file, upload);
  };

  const send = async (file: File, { key, role }: Upload): Promise<void> => {
    const stop = new AbortController();
    sending.current.set(key, stop);
    try {
      const { id } = await mutateAsync({ file, signal: stop.signal });
      latest.current.form?.place((media) => withMedium(media, { role, url: `asset://${id}` }));
      drop(key);
    } catch (error) {
      if (stop.signal.aborted || !(error instanceof Error)) return;
      setAll((then) =>
        then.map((one) => (one.key === key ? { ...one, state: 'failed', error } : one)),
      );
    }
  };

  return {
    all,
    unplaced,
    waits: waitsOf(all),
    take(files, wanted) {
      // One after the other, so that each finds the places of those before it taken.
      void [...files].reduce(
        (before, file) => before.then(() => takeOne(file, wanted)),
        Promise.resolve(),
      );
    },
    takeUrl(url) {
      if (!form) return false;
      if (!/^(?:https?|asset):\/\/\S+$/.test(url)) {
        setUnplaced('noAddress');
        return false;
      }
      const place = placeFor(kindOfUrl(url), form, all);
      setUnplaced(typeof place === 'string' ? place : null);
      if (typeof place === 'string') return false;
      if (place.mode !== form.settings.mode) form.set({ mode: place.mode });
      form.place((media) => withMedium(media, { role: place.role, url }));
      return true;
    },
    drop,
  };
}

function waitsOf(all: readonly Upload[]): Uploads['waits'] {
  if (all.some(({ state }) => state === 'sending')) return 'sending';
  return all.length > 0 ? 'rejected' : null;
}
