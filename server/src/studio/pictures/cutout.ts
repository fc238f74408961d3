import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';

/** How far a tone may lie from the background's and still belong to it; and where it surely does not. */
const near = 26;
const far = 58;
/** Shares of the picture that a subject may cover: less is dust, more is no plain background. */
const least = 0.03;
const most = 0.82;

/**
 * The subject of a picture with a plain background (a product on white, a figure on a backdrop), cut
 * out and cropped; null when the background is not plain. Only what joins the edge is taken away: white
 * inside the subject stays.
 */
export function cutOut(picture: Canvas): Canvas | null {
  const { width, height } = picture;
  const image = picture.getContext('2d').getImageData(0, 0, width, height);
  const { data } = image;
  const ground = plainGround(data, width, height);
  if (ground === null) return null;
  const distance = (at: number): number =>
    Math.hypot(
      (data[at * 4] ?? 0) - ground[0],
      (data[at * 4 + 1] ?? 0) - ground[1],
      (data[at * 4 + 2] ?? 0) - ground[2],
    );
  const outside = floodFrom(width, height, (at) => distance(at) < far);
  const box = { left: width, top: height, right: 0, bottom: 0 };
  let inside = 0;
  for (let at = 0; at < width * height; at += 1) {
    const alpha =
      outside[at] === 0 ? 1 : Math.min(1, Math.max(0, (distance(at) - near) / (far - near)));
    data[at * 4 + 3] = alpha * 255;
    if (alpha < 0.5) continue;
    inside += 1;
    const [x, y] = [at % width, Math.floor(at / width)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  const share = inside / (width * height);
  if (share < least || share > most) return null;
  const canvas = createCanvas(box.right - box.left + 1, box.bottom - box.top + 1);
  const whole = createCanvas(width, height);
  whole.getContext('2d').putImageData(image, 0, 0);
  canvas.getContext('2d').drawImage(whole, -box.left, -box.top);
  return canvas;
}

/** The tone of the edge when nearly all of it is alike, else null. */
function plainGround(
  data: Uint8ClampedArray,
  width: number,
  height: number,
): readonly [number, number, number] | null {
  const edge: number[] = [];
  for (let x = 0; x < width; x += 2) edge.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y += 2) edge.push(y * width, y * width + width - 1);
  const middleOf = (channel: number): number => {
    const values = edge.map((at) => data[at * 4 + channel] ?? 0).sort((a, b) => a - b);
    return values[values.length >> 1] ?? 0;
  };
  const ground = [middleOf(0), middleOf(1), middleOf(2)] as const;
  const alike = edge.filter((at) =>
    ground.every((value, channel) => Math.abs((data[at * 4 + channel] ?? 0) - value) < near),
  );
  return alike.length > edge.length * 0.93 ? ground : null;
}

/** 1 for every pixel that joins the edge through pixels that belong to the background. */
function floodFrom(width: number, height: number, belongs: (at: number) => boolean): Uint8Array {
  const reached = new Uint8Array(width * height);
  const open = new Int32Array(width * height);
  let count = 0;
  const visit = (at: number): void => {
    if (reached[at] === 1 || !belongs(at)) return;
    reached[at] = 1;
    open[count] = at;
    count += 1;
  };
  for (let x = 0; x < width; x += 1) {
    visit(x);
    visit((height - 1) * width + x);
  }
  for (let y = 0; y < height; y += 1) {
    visit(y * width);
    visit(y * width + width - 1);
  }
  while (count > 0) {
    count -= 1;
    const at = open[count] ?? 0;
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at < width * (height - 1)) visit(at + width);
  }
  return reached;
}
