import type { Word } from '../words.ts';

/** What a subject does. */
export type Action =
  | 'run'
  | 'walk'
  | 'jump'
  | 'dance'
  | 'fly'
  | 'turn'
  | 'stretch'
  | 'sleep'
  | 'swim'
  | 'sit'
  | 'smile'
  | 'stand';

export const actionWords: readonly Word<Action>[] = [
  {
    name: 'run',
    en: 'run, running, ran, gallop, galloping, sprint, sprinting, race, racing, chase, chasing, rush',
    zh: '跑 奔驰 奔腾 追逐 疾驰 飞驰 冲刺',
  },
  {
    name: 'walk',
    en: 'walk, walking, stroll, strolling, wander, wandering, stride, step, stepping, hike, hiking, trot, trotting',
    zh: '走 散步 漫步 行走 踱步 徒步',
  },
  {
    name: 'jump',
    en: 'jump, jumping, leap, leaping, hop, hopping, bounce',
    zh: '跳跃 跳起 蹦 跃起 跃出',
  },
  {
    name: 'dance',
    en: 'dance, dancing, ballet, perform, performing',
    zh: '跳舞 舞蹈 起舞 芭蕾 舞动',
  },
  {
    name: 'fly',
    en: 'fly, flies, flying, soar, soaring, glide, gliding',
    zh: '飞翔 翱翔 飞行 飞过 飞',
  },
  {
    name: 'turn',
    en: 'turn, turning, turn around, spin, spinning, twirl, twirling, whirl, rotate, rotating',
    zh: '转圈 转身 旋转 转动',
  },
  { name: 'stretch', en: 'stretch, stretching, yawn, yawning', zh: '伸懒腰 伸展 打哈欠' },
  { name: 'sleep', en: 'sleep, sleeping, asleep, nap, napping, resting', zh: '睡 打盹 休息' },
  { name: 'swim', en: 'swim, swimming, dive, diving, float', zh: '游泳 游动 潜水 游' },
  { name: 'sit', en: 'sit, sitting, seated, perched', zh: '坐 蹲' },
  {
    name: 'smile',
    en: 'smile, smiling, laugh, laughing, look at the camera, looking at the camera, portrait, blink, blinking',
    zh: '微笑 笑 看镜头 看向镜头 眨眼 肖像',
  },
  {
    name: 'stand',
    en: 'stand, standing, wait, waiting, gaze, gazing, watching',
    zh: '站 凝视 眺望 等待',
  },
];
