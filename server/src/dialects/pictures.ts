/** Pictures in fields that name nothing but pictures, each a URL, a file, or several of them. */
import { rolesByPosition } from '../generation/assign-roles.ts';
import type { MediaAsk } from '../generation/request.ts';
import { Upload } from '../generation/upload.ts';

type Picture = string | Upload;

/** Without a role. An empty text is none. */
export function askedPictures(
  value: Picture | readonly Picture[] | undefined,
  field: string,
): MediaAsk[] {
  if (value === undefined) return [];
  if (typeof value === 'string' || value instanceof Upload) return askedPicture(value, field);
  return value.flatMap((one, index) => askedPicture(one, `${field}[${String(index)}]`));
}

function askedPicture(picture: Picture, field: string): MediaAsk[] {
  if (picture === '') return [];
  const asked = { kind: 'image' as const, role: null, field };
  return picture instanceof Upload
    ? [{ ...asked, url: picture.fileName, upload: picture }]
    : [{ ...asked, url: picture }];
}

/** Those of `pictures` that are not among `media`, each once. */
export function othersThan(media: readonly MediaAsk[], pictures: readonly MediaAsk[]): MediaAsk[] {
  const known = new Set(media.filter(({ kind }) => kind === 'image').map(({ url }) => url));
  return pictures.filter(({ url, upload }) => {
    if (upload) return true;
    const isNew = !known.has(url);
    known.add(url);
    return isNew;
  });
}

/** One is the first frame, two are first and last, more are references. */
export function inPosition(pictures: readonly MediaAsk[]): MediaAsk[] {
  const roles = rolesByPosition(pictures.map(() => 'image'));
  return pictures.map((picture, index) => ({ ...picture, role: roles[index] ?? null }));
}
