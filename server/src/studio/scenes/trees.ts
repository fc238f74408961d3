import type { SKRSContext2D } from '@napi-rs/canvas';
import { color, css, mix } from '../color.ts';
import type { Color } from '../color.ts';
import type { Random } from '../random.ts';
import type { Season, Woods } from '../vocabulary.ts';

/** What a tree is painted with: already in the light and air of its place. */
export interface TreeTones {
  /** From shade to light. */
  leaves: readonly Color[];
  trunk: Color;
  /** On the upper sides, in winter. */
  snow: Color | null;
}

interface TreeColors {
  leaves: readonly Color[];
  trunk: Color;
}

const bark = color('#4a3a30');
const paleBark = color('#e4e0d6');
const spring = ['#6c9c3c', '#8fba4c', '#b4d164'].map(color);
const summer = ['#3d6f38', '#5a8f3d', '#84ad48'].map(color);
const autumn = ['#a5351f', '#d8602a', '#eb9a2c', '#f0c550'].map(color);
const bare = ['#5d5350', '#857c7c'].map(color);

/** In white light. */
export function treeColors(woods: Woods, season: Season): TreeColors {
  if (woods === 'pine')
    return { leaves: ['#1f4638', '#2d5f48', '#477a55'].map(color), trunk: bark };
  if (woods === 'palm')
    return { leaves: ['#2c6b45', '#3f8a4d', '#77b055'].map(color), trunk: bark };
  if (woods === 'bamboo') {
    return { leaves: ['#3c7a3d', '#5f9d46', '#9cc65c'].map(color), trunk: color('#7fa653') };
  }
  if (woods === 'blossom') {
    return {
      leaves: ['#d9759c', '#f3a5bf', '#fbd0dc', '#fff0f2'].map(color),
      trunk: color('#43302f'),
    };
  }
  const trunk = woods === 'birch' ? paleBark : bark;
  if (season === 'autumn') {
    return {
      leaves: woods === 'birch' ? ['#c98a25', '#eab135', '#f7d765'].map(color) : autumn,
      trunk,
    };
  }
  return { leaves: { spring, summer, winter: bare }[season], trunk };
}

/** Paints a tree; `side` is where the light comes from, -1 or 1; a near one needs more and smaller leaves. */
export function paintTree(
  context: SKRSContext2D,
  random: Random,
  woods: Woods,
  tones: TreeTones,
  side: number,
  fineness = 1,
): void {
  if (woods === 'pine') pine(context, random, tones, side);
  else if (woods === 'palm') palm(context, random, tones);
  else if (woods === 'bamboo') stalk(context, random, tones, fineness);
  else crowned(context, random, tones, side, woods, fineness);
}

/** One unit high, standing on y = 0, as all trees here. */
function pine(context: SKRSContext2D, random: Random, tones: TreeTones, side: number): void {
  const [dark, middle, bright] = spread(tones.leaves);
  const tiers = 9;
  const half = random.between(0.15, 0.21);
  context.fillStyle = css(tones.trunk);
  context.fillRect(-0.013, -0.2, 0.026, 0.2);
  for (let tier = tiers; tier >= 1; tier -= 1) {
    const bottom = -1 + (tier / tiers) * 0.92;
    const top = bottom - 0.2 - 0.02 * tier;
    const out = half * (tier / tiers) ** 0.85 * random.between(0.85, 1.15);
    bough(
      context,
      random,
      css(tier % 2 === 0 ? dark : mix(dark, middle, 0.5)),
      top,
      bottom,
      -out,
      out,
    );
    bough(context, random, css(middle), top, bottom, side * out * 0.05, side * out * 0.96);
    bough(context, random, css(bright), top, bottom - 0.03, side * out * 0.35, side * out * 0.85);
    if (tones.snow !== null) {
      bough(
        context,
        random,
        css(tones.snow, 0.9),
        top + 0.03,
        bottom - 0.06,
        -out * 0.55,
        out * 0.6,
      );
    }
  }
}

function bough(
  context: SKRSContext2D,
  random: Random,
  tone: string,
  top: number,
  bottom: number,
  from: number,
  to: number,
): void {
  const teeth = 4;
  context.fillStyle = tone;
  context.beginPath();
  context.moveTo(0, top);
  for (let tooth = 0; tooth <= teeth; tooth += 1) {
    const x = to + ((from - to) * tooth) / teeth;
    const droop = 0.022 * Math.abs((tooth / teeth) * 2 - 1);
    context.lineTo(x, bottom + droop * random.between(0.5, 1.6));
    if (tooth < teeth) context.lineTo(x + (from - to) / teeth / 2, bottom - 0.02);
  }
  context.fill();
}

/** Trunk, boughs, and a crown of dabs that are lighter towards the light. */
function crowned(
  context: SKRSContext2D,
  random: Random,
  tones: TreeTones,
  side: number,
  woods: Woods,
  fineness: number,
): void {
  const slim = woods === 'birch';
  const spreadX = slim ? 0.17 : woods === 'blossom' ? 0.44 : 0.32;
  const middleY = slim ? -0.66 : -0.68;
  const spreadY = slim ? 0.33 : woods === 'blossom' ? 0.24 : 0.3;
  trunkOf(context, random, tones, slim);
  const puffs = Array.from({ length: slim ? 9 : 13 }, () => {
    const angle = random.between(0, 7);
    const far = Math.sqrt(random.next()) * 0.78;
    return {
      x: Math.cos(angle) * far * spreadX,
      y: middleY + Math.sin(angle) * far * spreadY,
      size: random.between(0.09, 0.15) * (slim ? 0.7 : 1),
    };
  }).sort((a, b) => b.y - a.y);
  const sparse = tones.snow !== null && woods !== 'blossom';
  for (const puff of puffs) {
    const dabs = (sparse ? 12 : slim ? 26 : 34) * fineness ** 1.6;
    for (let at = 0; at < dabs; at += 1) {
      const angle = random.between(0, 7);
      const far = Math.sqrt(random.next());
      const [dx, dy] = [Math.cos(angle) * far, Math.sin(angle) * far];
      const shine = 0.42 - dy * 0.42 + dx * side * 0.3 + ((middleY - puff.y) / spreadY) * 0.22;
      const tone = toneIn(tones.leaves, shine + random.between(-0.2, 0.2));
      const size = puff.size * (random.between(0.12, sparse ? 0.16 : 0.34) / fineness);
      context.fillStyle = css(sparse && random.next() < 0.6 && tones.snow ? tones.snow : tone);
      context.beginPath();
      context.ellipse(
        puff.x + dx * puff.size,
        puff.y + dy * puff.size * 0.8,
        size,
        size * random.between(0.5, 0.9),
        random.between(0, 3),
        0,
        7,
      );
      context.fill();
    }
  }
}

function trunkOf(context: SKRSContext2D, random: Random, tones: TreeTones, slim: boolean): void {
  const lean = random.between(-0.04, 0.04);
  const foot = slim ? 0.016 : 0.034;
  context.fillStyle = css(tones.trunk);
  context.beginPath();
  context.moveTo(-foot * 1.5, 0);
  context.quadraticCurveTo(-foot * 0.7, -0.2, lean - foot * 0.4, -0.72);
  context.lineTo(lean + foot * 0.4, -0.72);
  context.quadraticCurveTo(foot * 0.7, -0.2, foot * 1.5, 0);
  context.fill();
  context.strokeStyle = css(tones.trunk);
  context.lineCap = 'round';
  for (let at = 0; at < 6; at += 1) {
    const from = -random.between(0.34, 0.66);
    const out = random.between(0.08, slim ? 0.12 : 0.26) * (at % 2 === 0 ? 1 : -1);
    context.lineWidth = foot * 0.45;
    context.beginPath();
    context.moveTo(lean * -from, from);
    context.quadraticCurveTo(out * 0.6, from - 0.04, out, from - random.between(0.1, 0.22));
    context.stroke();
  }
  if (!slim) return;
  context.fillStyle = 'rgba(40, 36, 36, 0.7)';
  for (let y = -0.02; y > -0.66; y -= random.between(0.02, 0.07)) {
    context.fillRect(lean * -y - 0.012, y, random.between(0.006, 0.02), 0.005);
  }
}

function palm(context: SKRSContext2D, random: Random, tones: TreeTones): void {
  const lean = random.between(0.12, 0.26);
  context.strokeStyle = css(tones.trunk);
  context.lineCap = 'round';
  context.lineWidth = 0.028;
  context.beginPath();
  context.moveTo(0, 0);
  context.quadraticCurveTo(lean * 0.1, -0.5, lean, -0.8);
  context.stroke();
  for (let frond = 0; frond < 11; frond += 1) {
    const angle = Math.PI * (0.94 + (1.12 * (frond + random.next() * 0.6)) / 11);
    const far = random.between(0.28, 0.38);
    const [tipX, tipY] = [Math.cos(angle) * far, Math.sin(angle) * far * 0.55 + 0.12];
    context.fillStyle = css(toneIn(tones.leaves, random.next()));
    context.beginPath();
    context.moveTo(lean, -0.8);
    context.quadraticCurveTo(lean + tipX * 0.5, -0.8 + tipY - 0.22, lean + tipX, -0.8 + tipY);
    context.quadraticCurveTo(lean + tipX * 0.55, -0.8 + tipY - 0.1, lean, -0.77);
    context.fill();
  }
}

/** Bamboo: a jointed stalk with leaves that hang in bunches. */
function stalk(context: SKRSContext2D, random: Random, tones: TreeTones, fineness: number): void {
  const lean = random.between(-0.05, 0.05);
  const thick = random.between(0.016, 0.028);
  const joints = 11;
  for (let joint = 0; joint < joints; joint += 1) {
    const y = -joint / joints;
    context.fillStyle = css(mix(tones.trunk, tones.leaves[0] ?? tones.trunk, (joint % 3) * 0.12));
    context.fillRect(lean * -y - thick / 2, y - 1 / joints + 0.004, thick, 1 / joints - 0.006);
    context.fillStyle = css(toneIn(tones.leaves, 1), 0.5);
    context.fillRect(
      lean * -y - thick / 2,
      y - 1 / joints + 0.004,
      thick * 0.28,
      1 / joints - 0.006,
    );
  }
  for (let at = 0; at < 34 * fineness ** 1.2; at += 1) {
    const y = -random.between(0.38, 1);
    const x = lean * -y + random.between(-0.14, 0.14) * (0.4 - y * 0.6);
    const length = random.between(0.03, 0.06) / fineness ** 0.8;
    const turn = random.between(0.5, 2.6);
    context.fillStyle = css(toneIn(tones.leaves, random.next()));
    context.beginPath();
    context.ellipse(x, y, length, length * 0.16, turn, 0, 7);
    context.fill();
  }
}

/** 0 the first, 1 the last. */
function toneIn(tones: readonly Color[], share: number): Color {
  const at = Math.round(Math.min(1, Math.max(0, share)) * (tones.length - 1));
  return tones[at] ?? [0, 0, 0];
}

function spread(tones: readonly Color[]): [dark: Color, middle: Color, bright: Color] {
  return [toneIn(tones, 0), toneIn(tones, 0.5), toneIn(tones, 1)];
}
