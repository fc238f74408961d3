import { expect, test } from 'vitest';
import { figures } from './figures.ts';
import { subjectsIn } from './subjects.ts';
import { subjectWords } from './vocabulary.ts';

const namesOf = (prompt: string): string[] => subjectsIn(prompt).map((subject) => subject.name);

test.each([
  ['a girl walks her dog', ['girl', 'dog']],
  ['two puppies and a butterfly', ['dog', 'dog', 'butterfly']],
  ['a herd of wild horses', ['horse', 'horse', 'horse']],
  ['两只猫', ['cat', 'cat']],
  ['a hot air balloon over the valley', ['balloon']],
  ['a woman in a red dress', ['woman']],
  ['机器人在城市里行走', ['robot']],
  ['一个女孩骑自行车', ['girl', 'bicycle']],
  ['火车穿过田野', ['train']],
  ['一条金龙在云中飞翔', ['dragon']],
  ['海龟在珊瑚间游动', ['turtle']],
  ['一杯热咖啡', ['coffee']],
])('finds the subjects of %j', (prompt, expected) => {
  expect(namesOf(prompt)).toEqual(expected);
});

test.each([
  'a card on a scarf',
  'a cathedral and a catalogue',
  'an author in a boathouse',
  'a carpet, a cartoon and a shipment',
  "bird's eye view of the coast",
  'drone footage, crane shot over a tree lined road',
  '鸟瞰马路，雪花和浪花',
  '龙卷风，花园，无人机航拍',
  '人间，海面，画面',
])('no false hits in %j', (prompt) => {
  expect(namesOf(prompt)).toEqual([]);
});

test('a prompt with a crowd of subjects keeps the first two', () => {
  expect(namesOf('a horse, a cat, a boat and a castle')).toEqual(['horse', 'cat']);
});

test.each([
  ['a dog running on the beach', 'run'],
  ['the cat stretches on a sill', 'stretch'],
  ['a cat on a sill', null],
  ['a dancer spinning', 'turn'],
  ['一只猫在睡觉', 'sleep'],
  ['骏马奔腾', 'run'],
  ['女孩跳舞', 'dance'],
])('reads what is done in %j', (prompt, action) => {
  expect(subjectsIn(prompt)[0]?.action).toBe(action);
});

test('a colour goes to the subject that it stands by, not to every one', () => {
  const [horse, dog] = subjectsIn('a white horse and a dog by a red barn');
  expect(horse?.color).toEqual([0xf4, 0xf1, 0xea]);
  expect(dog?.color).toBeNull();
  expect(subjectsIn('a woman in a blue dress')[0]?.color).toEqual([0x3a, 0x72, 0xcc]);
  expect(subjectsIn('一只黑猫')[0]?.color).toEqual([0x26, 0x24, 0x2c]);
  expect(subjectsIn('red sky at dusk, a boat')[0]?.color).toBeNull();
});

test('every figure has words in both languages, and every first word finds it', () => {
  const named = subjectWords.filter((word) => word.name !== 'none');
  expect(named.map((word) => word.name).sort()).toEqual(Object.keys(figures).sort());
  for (const word of named) {
    const first = { en: word.en.split(', ')[0] ?? '', zh: word.zh.split(' ')[0] ?? '' };
    expect(namesOf(`a ${first.en} here`), first.en).toEqual([word.name]);
    expect(namesOf(`有${first.zh}。`), first.zh).toEqual([word.name]);
  }
});
