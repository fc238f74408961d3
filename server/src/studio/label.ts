import type { StudioJob } from './job.ts';

/**
 * The machine-readable label of generated content that GB 45438-2025 (labelling of content generated
 * by artificial intelligence, annex E) asks for in a file's metadata: an entry named `AIGC` whose
 * value is JSON. `Label` "1" says that the content is generated; the producer and the number it gave
 * follow. In MP4 it is an `mdta` key, in pictures an XMP property of TC260's name space.
 */
export function contentLabel(job: Pick<StudioJob, 'taskId'>): string {
  return JSON.stringify({
    Label: '1',
    ContentProducer: 'filmgate-studio',
    ProduceID: job.taskId,
    ReservedCode1: '',
    ContentPropagator: '',
    PropagateID: '',
    ReservedCode2: '',
  });
}

/** The label as an XMP packet for JPEG files. */
export function labelAsXmp(label: string): string {
  const text = label.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">',
    `<TC260:AIGC>${text}</TC260:AIGC>`,
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
    '<?xpacket end="w"?>',
  ].join('');
}
