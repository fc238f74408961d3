/**
 * A file that came as a part of a form: it is in our storage already, under its hash. A class of its
 * own, because no JSON of a stranger can make one.
 */
export class Upload {
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** As the client called it; empty where it had no name. */
  readonly fileName: string;
  /** As the client announced it; nothing relies on it. */
  readonly contentType: string;

  constructor(file: { sha256: string; bytes: number; fileName: string; contentType: string }) {
    this.sha256 = file.sha256;
    this.bytes = file.bytes;
    this.fileName = file.fileName;
    this.contentType = file.contentType;
  }
}
