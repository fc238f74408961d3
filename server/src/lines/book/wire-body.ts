/** The body of a call as it goes over the wire. */
export interface WireBody {
  contentType: string;
  text: string;
}
export type BodyForm = 'json' | 'form';

export async function wireBody(body: unknown, as: BodyForm): Promise<WireBody> {
  if (as === 'json') return { contentType: 'application/json', text: JSON.stringify(body) };
  const form = new FormData();
  for (const [name, value] of Object.entries(body ?? {})) append(form, name, value);
  // It knows how a form is written; its parts are texts, so that the whole is one.
  const written = new Response(form);
  const contentType = written.headers.get('content-type') ?? 'multipart/form-data';
  return { contentType, text: await written.text() };
}

/** Fields as OpenAI's own client names them: `a[b]` within an object, `a[]` in a list. */
function append(form: FormData, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) append(form, `${name}[]`, one);
  } else if (typeof value === 'object') {
    for (const [key, one] of Object.entries(value)) append(form, `${name}[${key}]`, one);
  } else {
    form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
}
