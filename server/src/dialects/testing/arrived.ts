import { Upload } from '../../generation/upload.ts';

/** A value as it comes out of JSON at the other end, or of a form: files stay files. */
export function asArrived(value: unknown): unknown {
  const files: Upload[] = [];
  const json = JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Upload ? { '@file': files.push(part) - 1 } : part,
  );
  return JSON.parse(json, (_key, part: unknown): unknown => {
    const index: unknown = Object(part)['@file'];
    return typeof index === 'number' ? files[index] : part;
  });
}
