import type { Word } from './words.ts';

/**
 * Where, when and how the studio can show something; who appears is told in `subjects/`. A new name
 * needs its words here and a plan, or a row in a table, of `scenes/`.
 */

export type SceneName =
  | 'mountains'
  | 'sea'
  | 'beach'
  | 'underwater'
  | 'lake'
  | 'river'
  | 'waterfall'
  | 'city'
  | 'street'
  | 'village'
  | 'forest'
  | 'desert'
  | 'meadow'
  | 'snowfield'
  | 'space'
  | 'room'
  | 'sky'
  | 'stage';
export type TimeOfDay = 'dawn' | 'day' | 'golden' | 'dusk' | 'night';
export type Weather = 'clear' | 'cloudy' | 'rain' | 'storm' | 'snow' | 'fog' | 'wind';
export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
export type Woods = 'pine' | 'broadleaf' | 'birch' | 'bamboo' | 'blossom' | 'palm';
export type CameraMove =
  /** Of a tripod: no prompt asks for it, only its field. */
  | 'fixed'
  | 'still'
  | 'pan_left'
  | 'pan_right'
  | 'tilt_up'
  | 'tilt_down'
  | 'push_in'
  | 'pull_out'
  | 'orbit'
  | 'aerial'
  | 'tracking'
  | 'handheld';
export type Pace = 'slow' | 'fast';
export type Tint = 'red' | 'gold' | 'green' | 'teal' | 'blue' | 'violet' | 'pink';
export type Style =
  'cinematic' | 'warm' | 'cold' | 'noir' | 'cyberpunk' | 'ink' | 'vintage' | 'pastel' | 'vivid';

export const sceneWords: readonly Word<SceneName>[] = [
  {
    name: 'mountains',
    en: 'mountain, peak, alps, himalaya, valley, cliff, canyon, volcano, summit, highland',
    zh: '山 峰 峡谷 悬崖 火山 山谷 山脉',
  },
  {
    name: 'sea',
    en: 'sea, ocean, wave, island, harbour, harbor, bay, lighthouse',
    zh: '海 海洋 大海 海浪 岛 港口 海湾 灯塔',
  },
  {
    name: 'beach',
    en: 'beach, coast, shore, surf, seaside, tropical',
    zh: '沙滩 海滩 海边 海岸 热带',
  },
  {
    name: 'underwater',
    en: 'underwater, under the sea, coral, reef, seabed, deep sea, jellyfish, whale',
    zh: '水下 海底 珊瑚 深海 水母 鲸',
  },
  {
    name: 'lake',
    en: 'lake, pond, lagoon, fjord, loch, reservoir',
    zh: '湖 池塘 湖面 荷塘 湖泊',
  },
  {
    name: 'river',
    en: 'river, stream, creek, brook, canal',
    zh: '河 江 溪 河流 小溪 运河 水乡',
  },
  { name: 'waterfall', en: 'waterfall, cascade, falls', zh: '瀑布' },
  {
    name: 'city',
    en: 'city, cities, skyline, skyscraper, downtown, metropolis, rooftop, shanghai, tokyo, new york, hong kong, manhattan',
    zh: '城市 都市 高楼 摩天 屋顶 天际线 上海 东京 纽约 香港 北京',
  },
  {
    name: 'street',
    en: 'street, alley, road in the city, neon, cyberpunk, crosswalk, market, city street, avenue',
    zh: '街 街道 小巷 巷 霓虹 赛博朋克 夜市 集市 马路 胡同',
  },
  {
    name: 'village',
    en: 'village, town, cabin, cottage, hut, farmhouse, chalet, hamlet, house, farm, temple, castle',
    zh: '村 村庄 小镇 古镇 木屋 小屋 农舍 房子 农场 寺 城堡 水乡',
  },
  {
    name: 'forest',
    en: 'forest, wood, woods, woodland, jungle, pine, grove, bamboo, rainforest, maple, birch, cherry blossom, sakura, redwood',
    zh: '森林 树林 丛林 竹林 松林 竹 枫 白桦 樱花 雨林 桃花 林间 林',
  },
  {
    name: 'desert',
    en: 'desert, dune, sahara, oasis, mars, wasteland, gobi',
    zh: '沙漠 沙丘 戈壁 荒漠 火星 大漠',
  },
  {
    name: 'meadow',
    en: 'meadow, field, grassland, grass, prairie, garden, flower, hill, countryside, park, steppe, lavender, sunflower, vineyard, savanna',
    zh: '草地 草原 田野 花园 花海 麦田 稻田 丘陵 乡村 公园 花田 油菜花 薰衣草 向日葵 田 花丛',
  },
  {
    name: 'snowfield',
    en: 'tundra, arctic, glacier, iceberg, snowfield, antarctica, winter landscape, polar',
    zh: '雪原 雪地 冰川 极地 冰原 北极 南极',
  },
  {
    name: 'space',
    en: 'space, outer space, galaxy, galaxies, planet, nebula, cosmos, universe, astronaut, spaceship, spacecraft',
    zh: '太空 宇宙 银河 星球 星云 行星 宇航员 飞船 星系',
  },
  {
    name: 'room',
    en: 'room, indoor, interior, café, cafe, coffee shop, kitchen, studio, library, bedroom, by the window, office, bar, restaurant, desk, table, coffee, teapot, tea',
    zh: '室内 房间 咖啡 厨房 卧室 书房 图书馆 窗边 窗前 窗外 窗台 办公室 餐厅 书桌 桌 茶 客厅 工作室',
  },
  {
    name: 'sky',
    en: 'sky, skies, cloud, above the clouds, sea of clouds, heaven, cloudscape',
    zh: '天空 云端 云海 云层 蓝天 白云',
  },
  {
    name: 'stage',
    en: 'stage, theatre, theater, concert, spotlight, abstract, particles, ribbon, backdrop, product shot, gradient, runway',
    zh: '舞台 剧场 聚光灯 抽象 粒子 演唱会 音乐会 背景板 产品 T台',
  },
];

export const timeWords: readonly Word<TimeOfDay>[] = [
  {
    name: 'golden',
    en: 'golden hour, late afternoon, golden light, low sun, magic hour, afternoon light, warm light, backlit',
    zh: '黄金时刻 金色阳光 金色的阳光 斜阳 暖阳 逆光',
  },
  { name: 'dawn', en: 'dawn, sunrise, daybreak, morning', zh: '日出 黎明 清晨 早晨 朝霞 拂晓 晨' },
  {
    name: 'day',
    en: 'day, daytime, noon, midday, afternoon, sunny, sunlight, daylight, blue sky',
    zh: '白天 正午 中午 下午 午后 阳光 晴天 晴空 蓝天',
  },
  {
    name: 'dusk',
    en: 'dusk, sunset, twilight, evening, nightfall, blue hour, setting sun',
    zh: '日落 黄昏 傍晚 夕阳 晚霞 落日 暮',
  },
  {
    name: 'night',
    en: 'night, midnight, moonlight, moon, moonlit, star, starry, aurora, northern lights, neon, cyberpunk, milky way, fireflies, fireworks',
    zh: '夜 午夜 月 星空 极光 霓虹 赛博朋克 深夜 繁星 萤火虫 烟花',
  },
];

export const weatherWords: readonly Word<Weather>[] = [
  { name: 'clear', en: 'clear sky, cloudless, sunny', zh: '晴空 晴朗 晴天 万里无云' },
  {
    name: 'cloudy',
    en: 'cloud, cloudy, overcast, sea of clouds',
    zh: '云 多云 阴天',
  },
  {
    name: 'storm',
    en: 'storm, stormy, thunderstorm, lightning, thunder, typhoon, hurricane',
    zh: '暴风 雷 闪电 雷雨 暴雨 风暴 台风',
  },
  {
    name: 'rain',
    en: 'rain, rainy, raining, downpour, drizzle, shower',
    zh: '雨',
  },
  {
    name: 'snow',
    en: 'snow falling, falling snow, snowfall, snowflake, snowing, snowy day, snowy night, snowy evening, it snow, blizzard, snowstorm, in the snow',
    zh: '下雪 飘雪 雪花 大雪 暴雪 雪夜 雪天 风雪 雪中 初雪',
  },
  {
    name: 'fog',
    en: 'fog, foggy, mist, misty, haze, hazy',
    zh: '雾 薄雾 云雾 霾 烟雨',
  },
  {
    name: 'wind',
    en: 'wind, windy, breeze, gust, falling leaves',
    zh: '微风 大风 狂风 风吹 秋风 落叶',
  },
];

export const seasonWords: readonly Word<Season>[] = [
  {
    name: 'spring',
    en: 'spring, springtime, blossom, cherry blossom, sakura',
    zh: '春 樱花 桃花 油菜花',
  },
  { name: 'summer', en: 'summer, tropical', zh: '夏' },
  {
    name: 'autumn',
    en: 'autumn, autumnal, fall foliage, in fall, fall colors, fall colours, fall leaves, maple, october, harvest',
    zh: '秋 枫 红叶 落叶 金秋',
  },
  {
    name: 'winter',
    en: 'winter, snow, snowy, snowfall, frozen, ice, icy, frost, christmas, blizzard, snowstorm',
    zh: '冬 雪 冰 圣诞',
  },
];

export const woodsWords: readonly Word<Woods>[] = [
  { name: 'pine', en: 'pine, fir, spruce, conifer, cedar, redwood', zh: '松 杉 针叶' },
  {
    name: 'broadleaf',
    en: 'oak, beech, maple, jungle, rainforest',
    zh: '枫 橡 雨林 丛林 梧桐 银杏',
  },
  { name: 'birch', en: 'birch, aspen', zh: '白桦 桦' },
  { name: 'bamboo', en: 'bamboo', zh: '竹' },
  {
    name: 'blossom',
    en: 'cherry blossom, sakura, blossom, cherry tree, plum blossom',
    zh: '樱 桃花 梅花 花树',
  },
  { name: 'palm', en: 'palm, tropical, coconut', zh: '棕榈 椰 热带' },
];

export const cameraWords: readonly Word<CameraMove>[] = [
  {
    name: 'still',
    en: 'static shot, static camera, fixed camera, fixed shot, locked off, tripod',
    zh: '固定镜头 静止镜头 镜头固定 固定机位',
  },
  {
    name: 'pan_left',
    en: 'pan left, truck left, track left, camera left',
    zh: '左摇 左移 向左平移 镜头向左',
  },
  {
    name: 'pan_right',
    en: 'pan right, pan, panning, panorama, truck right, track right, camera right',
    zh: '右摇 右移 向右平移 镜头向右 摇镜 平移 横移',
  },
  {
    name: 'tracking',
    en: 'tracking shot, tracking, follow shot, camera follow, follow, dolly along, steadicam',
    zh: '跟拍 跟随 跟镜 追踪镜头',
  },
  {
    name: 'handheld',
    en: 'handheld, hand held, shaky camera, shaky cam, documentary style',
    zh: '手持 晃动镜头 纪实',
  },
  {
    name: 'tilt_down',
    en: 'tilt down, crane down, camera descend, look down',
    zh: '下摇 下移 镜头向下 降镜 镜头下降',
  },
  {
    name: 'tilt_up',
    en: 'tilt up, tilt, tilting, crane up, rise up, camera rise, look up',
    zh: '上摇 上移 镜头向上 仰拍 升镜 镜头上升',
  },
  {
    name: 'pull_out',
    en: 'pull out, pull back, zoom out, dolly out, move away, wide shot',
    zh: '拉远 拉镜 后退 镜头远离 拉出 远景',
  },
  {
    name: 'push_in',
    en: 'push in, zoom in, dolly in, dolly, zoom, zooming, move closer, close up, closeup',
    zh: '推进 推近 推镜 拉近 特写 镜头靠近',
  },
  {
    name: 'orbit',
    en: 'orbit, orbiting, circle around, arc shot, rotate around, revolve',
    zh: '环绕 旋转 绕',
  },
  {
    name: 'aerial',
    en: "aerial, drone, bird's eye, birds eye, flyover, fly over, overhead",
    zh: '航拍 俯瞰 俯拍 鸟瞰 无人机 飞越',
  },
];

export const paceWords: readonly Word<Pace>[] = [
  { name: 'slow', en: 'slow motion, slow mo, slowmo, slomo', zh: '慢动作 慢镜头 升格' },
  {
    name: 'fast',
    en: 'timelapse, time lapse, hyperlapse, fast motion, sped up',
    zh: '延时 快进 快动作 缩时',
  },
];

export const tintWords: readonly Word<Tint>[] = [
  { name: 'red', en: 'red, crimson, scarlet', zh: '红' },
  {
    name: 'gold',
    en: 'gold, amber, yellow, orange, sunflower, wheat',
    zh: '金 黄 橙 油菜花 向日葵 麦',
  },
  { name: 'green', en: 'green, emerald', zh: '绿 翠' },
  { name: 'teal', en: 'teal, turquoise, cyan', zh: '青 碧' },
  { name: 'blue', en: 'blue, azure', zh: '蓝' },
  {
    name: 'violet',
    en: 'violet, purple, lavender',
    zh: '紫 薰衣草',
  },
  { name: 'pink', en: 'pink, rose, cherry blossom, sakura', zh: '粉 玫瑰 樱' },
];

export const styleWords: readonly Word<Style>[] = [
  { name: 'noir', en: 'noir, film noir, black and white, monochrome', zh: '黑白 黑色电影' },
  {
    name: 'ink',
    en: 'ink painting, ink wash, chinese painting, sumi e, shan shui, brush painting',
    zh: '水墨 国画 山水画 写意',
  },
  { name: 'cyberpunk', en: 'cyberpunk, neon, synthwave, vaporwave', zh: '赛博朋克 霓虹' },
  {
    name: 'vintage',
    en: 'vintage, retro, sepia, old film, nostalgic, film grain, super 8',
    zh: '复古 怀旧 老电影 胶片',
  },
  {
    name: 'pastel',
    en: 'pastel, dreamy, soft, watercolor, watercolour, gentle',
    zh: '梦幻 柔和 水彩 粉彩 唯美',
  },
  {
    name: 'vivid',
    en: 'vivid, anime, vibrant, cartoon, colorful, colourful, ghibli',
    zh: '动漫 鲜艳 卡通 多彩 缤纷 吉卜力',
  },
  { name: 'warm', en: 'warm, cozy, cosy', zh: '暖 温馨' },
  { name: 'cold', en: 'cold, icy, bleak, gloomy, moody', zh: '冷 阴郁 忧郁' },
  { name: 'cinematic', en: 'cinematic, epic, dramatic, movie', zh: '电影感 电影级 史诗 大片' },
];
