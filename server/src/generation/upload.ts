/**
 * A file that came as a part of a form, by the hash of its bytes. A class of its own, because no JSON of a stranger
 * can make one.
 */
export class Upload {
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** As the client called it; empty where it had no name. */
  readonly fileName: string;
  /** As the client announced it; nothing relies on it. */
  readonly contentType: string;
  /** No field, since it is nothing that the client said: see `path`. */
  readonly #path: string;

  constructor(
    file: { sha256: string; bytes: number; fileName: string; contentType: string },
    path = '',
  ) {
    this.sha256 = file.sha256;
    this.bytes = file.bytes;
    this.fileName = file.fileName;
    this.contentType = file.contentType;
    this.#path = path;
  }

  /** Where it waits on our disk until its form is over, to be looked into and kept. */
  get path(): string {
    return this.#path;
  }
}
