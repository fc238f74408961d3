import type { Word } from '../words.ts';
import type { SubjectName } from './figures.ts';

/** The words that name a subject. Where words overlap, the longest one counts. */
export const subjectWords: readonly Word<SubjectName | 'none'>[] = [
  {
    name: 'person',
    en: 'person, people, man, men, guy, human, figure, old man, father, gentleman, pedestrian, chef, worker, businessman, teacher',
    zh: '人 男人 老人 行人 男子 父亲 老师 先生 人物 大叔 爷爷',
  },
  {
    name: 'woman',
    en: 'woman, women, lady, ladies, mother, female, bride, princess, queen, actress',
    zh: '女人 女子 女士 母亲 妈妈 美女 新娘 公主 女王 姑娘 仙女',
  },
  {
    name: 'girl',
    en: 'girl, child, children, kid, daughter, toddler, little girl, schoolgirl',
    zh: '女孩 少女 孩子 小孩 儿童 小女孩 女儿',
  },
  {
    name: 'boy',
    en: 'boy, son, schoolboy, teenager, little boy',
    zh: '男孩 少年 小男孩 儿子 小朋友',
  },
  {
    name: 'couple',
    en: 'couple, lovers, two people, newlyweds',
    zh: '情侣 恋人 夫妻 夫妇 两个人 两人',
  },
  {
    name: 'runner',
    en: 'runner, jogger, athlete, sprinter, marathon runner, man running, woman running',
    zh: '跑者 跑步者 运动员 跑步',
  },
  { name: 'dancer', en: 'dancer, ballerina, ballet dancer', zh: '舞者 舞蹈家 芭蕾舞者 跳舞的女孩' },
  {
    name: 'model',
    en: 'fashion model, supermodel, model wearing, model in a dress, model shows, model poses, model turns, model walks, model displays, evening gown, runway model',
    zh: '模特 时装模特 礼服',
  },
  {
    name: 'singer',
    en: 'singer, woman singing, girl singing, vocalist, pop star, microphone',
    zh: '歌手 歌唱家 唱歌 麦克风 话筒',
  },
  {
    name: 'traveller',
    en: 'traveler, traveller, hiker, backpacker, explorer, adventurer, climber, wanderer, tourist',
    zh: '旅人 旅者 旅行者 徒步者 背包客 登山者 探险家 游客',
  },
  {
    name: 'warrior',
    en: 'warrior, samurai, knight, swordsman, swordswoman, ninja, soldier, hero, superhero, king',
    zh: '武士 剑客 骑士 战士 侠客 侠 将军 英雄 忍者 国王',
  },
  { name: 'monk', en: 'monk, hermit, fisherman, farmer', zh: '僧人 和尚 渔夫 农夫 农民 渔翁' },
  { name: 'astronaut', en: 'astronaut, cosmonaut, spaceman', zh: '宇航员 航天员 太空人' },
  { name: 'robot', en: 'robot, android, mech, mecha, cyborg', zh: '机器人 机甲 机械人' },
  { name: 'cat', en: 'cat, kitten, kitty, kitties, tabby', zh: '猫 小猫 猫咪 橘猫' },
  {
    name: 'dog',
    en: 'dog, puppy, puppies, corgi, golden retriever, retriever, husky, huskies, labrador, poodle',
    zh: '狗 小狗 犬 柯基 金毛 哈士奇',
  },
  { name: 'fox', en: 'fox', zh: '狐 狐狸' },
  { name: 'wolf', en: 'wolf, wolves', zh: '狼' },
  { name: 'tiger', en: 'tiger, leopard, cheetah, panther', zh: '老虎 虎 豹 猎豹' },
  { name: 'lion', en: 'lion, lioness', zh: '狮子 狮' },
  {
    name: 'horse',
    en: 'horse, stallion, mare, pony, ponies, unicorn, foal',
    zh: '马 骏马 白马 独角兽',
  },
  { name: 'deer', en: 'deer, stag, elk, reindeer, moose, fawn', zh: '鹿 麋鹿 驯鹿' },
  { name: 'elephant', en: 'elephant, mammoth', zh: '大象 象群 小象 猛犸' },
  {
    name: 'birds',
    en: 'bird, birds, seagull, gull, crane, swallow, goose, geese, crow, dove, pigeon, swan, flock',
    zh: '鸟 海鸥 鹤 燕子 雁 鸽子 天鹅 鸟群',
  },
  { name: 'eagle', en: 'eagle, hawk, falcon, condor, phoenix', zh: '鹰 老鹰 雄鹰 隼 凤凰' },
  { name: 'butterfly', en: 'butterfly, butterflies, moth', zh: '蝴蝶 蝶' },
  { name: 'dragon', en: 'dragon, chinese dragon, loong', zh: '龙 巨龙 神龙 金龙' },
  {
    name: 'fish',
    en: 'fish, fishes, goldfish, clownfish, koi, school of fish, salmon, shark',
    zh: '鱼 金鱼 鱼群 锦鲤 小丑鱼 鲨鱼',
  },
  { name: 'whale', en: 'whale, dolphin, orca, humpback', zh: '鲸 鲸鱼 海豚 虎鲸 座头鲸' },
  { name: 'turtle', en: 'turtle, sea turtle, tortoise', zh: '海龟 乌龟 龟' },
  { name: 'jellyfish', en: 'jellyfish, jelly fish, medusa', zh: '水母' },
  {
    name: 'car',
    en: 'car, sports car, taxi, cab, jeep, van, truck, suv, vehicle, sedan, supercar, automobile, convertible, bus',
    zh: '汽车 跑车 轿车 出租车 赛车 越野车 卡车 巴士 公交车 车 车辆',
  },
  {
    name: 'bicycle',
    en: 'bicycle, bike, cyclist, cycling, riding a bike',
    zh: '自行车 单车 骑车 骑行',
  },
  {
    name: 'train',
    en: 'train, railway, locomotive, subway, tram, high speed train, bullet train',
    zh: '火车 列车 高铁 动车 地铁 电车',
  },
  {
    name: 'boat',
    en: 'boat, sailboat, sailing boat, yacht, canoe, junk, dinghy, gondola, kayak',
    zh: '船 帆船 小船 舟 帆 游艇 渔船',
  },
  {
    name: 'ship',
    en: 'ship, cruise ship, ferry, ferries, cargo ship, steamship, battleship',
    zh: '轮船 邮轮 货轮 巨轮 渡轮 军舰',
  },
  {
    name: 'plane',
    en: 'plane, airplane, aeroplane, aircraft, jet, airliner',
    zh: '飞机 客机 战斗机 喷气机',
  },
  { name: 'balloon', en: 'balloon, hot air balloon', zh: '气球 热气球' },
  { name: 'rocket', en: 'rocket, missile, rocket launch', zh: '火箭' },
  {
    name: 'spaceship',
    en: 'spaceship, spacecraft, starship, ufo, space shuttle',
    zh: '飞船 宇宙飞船 星舰 太空船 飞碟',
  },
  { name: 'drone', en: 'drone, quadcopter, a drone flying', zh: '无人机' },
  {
    name: 'house',
    en: 'house, cottage, cabin, hut, farmhouse, villa',
    zh: '房子 小屋 木屋 屋子 别墅 村屋',
  },
  { name: 'lighthouse', en: 'lighthouse', zh: '灯塔' },
  { name: 'castle', en: 'castle, palace, fortress', zh: '城堡 宫殿 皇宫' },
  { name: 'tower', en: 'tower, eiffel tower', zh: '铁塔 埃菲尔铁塔' },
  {
    name: 'temple',
    en: 'temple, pagoda, shrine, pavilion, forbidden city',
    zh: '寺 寺庙 古寺 塔 宝塔 亭子 故宫 楼阁',
  },
  { name: 'windmill', en: 'windmill, mill', zh: '风车' },
  {
    name: 'tree',
    en: 'tree, oak, willow, lone tree, old tree',
    zh: '一棵树 大树 孤树 柳树 老树 树下',
  },
  {
    name: 'flower',
    en: 'flower, flowers, rose petals, red rose, white rose, tulip, lotus, sunflower, lily, lilies, peony, peonies, orchid, daisy, daisies, flower blooming',
    zh: '花 花朵 玫瑰 莲花 荷花 向日葵 牡丹 百合 郁金香 花开 绽放',
  },
  { name: 'bouquet', en: 'bouquet, bunch of flowers, flower arrangement', zh: '花束 捧花 一束花' },
  {
    name: 'bottle',
    en: 'bottle, perfume, product, cosmetics, cosmetic, wine bottle, lotion, skincare, whisky, whiskey, fragrance',
    zh: '瓶 瓶子 香水 产品 商品 化妆品 护肤品 酒瓶 红酒 精华',
  },
  {
    name: 'phone',
    en: 'phone, smartphone, cellphone, mobile phone, tablet',
    zh: '手机 智能手机 平板',
  },
  {
    name: 'watch',
    en: 'wristwatch, luxury watch, smartwatch, smart watch, watch on a, mechanical watch, watch product, clock, wrist watch',
    zh: '手表 腕表 表盘 钟表',
  },
  { name: 'shoe', en: 'shoe, sneaker, boot, running shoe', zh: '鞋 运动鞋 球鞋 跑鞋 靴' },
  {
    name: 'coffee',
    en: 'coffee, latte, cappuccino, espresso, cup of coffee, tea, cup of tea, teacup, mug, hot chocolate',
    zh: '咖啡 拿铁 茶 热茶 一杯茶 杯子',
  },
  {
    name: 'cake',
    en: 'cake, birthday cake, dessert, cupcake, pastry, pastries',
    zh: '蛋糕 甜点 甜品',
  },
  {
    name: 'noodles',
    en: 'noodle, ramen, noodles, pasta, spaghetti, soup, food, dish, rice bowl, dumpling, hotpot',
    zh: '面条 拉面 面馆 美食 汤 饺子 火锅 食物 菜肴',
  },
  {
    name: 'fruit',
    en: 'fruit, apple, orange fruit, grape, lemon, strawberry, strawberries, berries',
    zh: '水果 苹果 葡萄 柠檬 草莓 橙子',
  },
  { name: 'candle', en: 'candle, candlelight', zh: '蜡烛 烛光' },
  {
    name: 'lantern',
    en: 'lantern, sky lantern, paper lantern, chinese lantern',
    zh: '灯笼 孔明灯 天灯',
  },
  {
    // Words that hold the name of a subject and mean none.
    name: 'none',
    en: "bird's eye, birds eye, drone shot, drone view, drone footage, drone video, crane shot, crane up, crane down, fish eye, fisheye, horse power, dog days, car park, tree line, tree lined, flower bed, flower field, boat house, book store, phone booth, train station, dragon fruit, human nature, sand castle, man made, cat eye, rocket science, apple tree, street food, home town, fireworks, cherry blossom, tower block, tree house, snow man, tea field, fruit tree, christmas tree, house music, product shot, watch tower, boat trip, glass house, green house",
    zh: '面前 面对 前面 后面 里面 上面 下面 外面 画面 地面 水面 湖面 海面 路面 街面 表面 侧面 正面 对面 面部 面孔 方面 雪面 水花 茶色 开花的树 瓶颈 杯中 花瓣雨 樱花 喷泉 钓鱼 捕鱼 鸟瞰 无人机航拍 无人机视角 无人机镜头 人间 人群 无人 人造 人生 人工 人山人海 马路 马上 斑马线 罗马 河马 龙卷风 水龙头 恐龙 花园 花海 花田 雪花 浪花 火花 烟花 棉花 樱花树 车站 车流 车水马龙 海象 气象 景象 现象 印象 想象 大气象 飞鸟瞰 树林 森林 树木 鱼眼 书店 桥段 塔吊 机场 手机支架 云海 楼房 房间 厨房',
  },
];
