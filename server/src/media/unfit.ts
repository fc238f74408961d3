import { Untraced } from '../generation/untraced.ts';

/** Thrown while a file is measured; `sentence` has no subject and no full stop: `is not a picture`. */
export class Unfit extends Untraced {
  override readonly name = 'Unfit';
  readonly sentence: string;
  constructor(sentence: string) {
    super(sentence);
    this.sentence = sentence;
  }
}
