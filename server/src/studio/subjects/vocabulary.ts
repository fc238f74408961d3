import type { Word } from '../words.ts';

/** The subjects that can be drawn, and the words that name them. */
export type SubjectName = 'person' | 'birds' | 'boat' | 'car' | 'balloon' | 'tree' | 'cat' | 'dog';

export const subjectWords: readonly Word<SubjectName>[] = [
  {
    name: 'person',
    en: 'person, people, man, woman, men, women, girl, boy, child, children, kid, traveler, traveller, hiker, dancer, samurai, knight, astronaut, monk, lady, runner, warrior, robot',
    zh: '人 女孩 男孩 少女 少年 孩 旅者 武士 舞者 宇航员 剑客 侠 母亲 父亲 老师',
  },
  {
    name: 'birds',
    en: 'bird, seagull, gull, crane, eagle, swallow, goose, geese, crow, dove',
    zh: '鸟 海鸥 鹤 鹰 燕 雁 鸽',
  },
  { name: 'boat', en: 'boat, ship, sailboat, sail, yacht, canoe, junk', zh: '船 舟 帆' },
  {
    name: 'car',
    en: 'car, truck driving, vehicle, taxi, sports car, jeep, van',
    zh: '汽车 跑车 轿车 出租车 车',
  },
  { name: 'balloon', en: 'balloon, hot air balloon', zh: '气球' },
  { name: 'tree', en: 'tree, oak, willow, cherry blossom', zh: '一棵树 大树 孤树 樱花 柳' },
  { name: 'cat', en: 'cat, kitten, kitty, fox', zh: '猫 狐' },
  { name: 'dog', en: 'dog, puppy, wolf, wolves, corgi', zh: '狗 犬 狼' },
];
