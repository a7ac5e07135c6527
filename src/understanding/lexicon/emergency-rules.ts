import type { Category } from '../../domain/vocabulary.ts'
import type { Danger } from './emergencies.ts'

/** Concepts that are a danger when they stand near each other. */
export interface Together {
  number: Danger['number']
  category: Category
  /** `a|b + c - d`: one of a and b, and c, but no d, named as in `emergency-people.ts` and `emergency-things.ts`; in any order. */
  all: string
  /** Characters between the first and the others; 24 where nothing is said. */
  within?: number
  meant?: boolean
}

const missing = { number: '110', category: 'security' } as const
const doomed = { number: '110', category: 'security', meant: true } as const
const lofty = { number: '110', category: 'security' } as const
const assault = { number: '110', category: 'security' } as const
const ill = { number: '120', category: 'hardship' } as const
const rescue = { number: '119', category: 'security' } as const
const caught = { number: '119', category: 'facility' } as const
const gas = { number: '119', category: 'facility' } as const
const flood = { number: '119', category: 'facility' } as const
const fire = { number: '119', category: 'fire' } as const
const road = { number: '122', category: 'traffic' } as const

export const TOGETHER: readonly Together[] = [
  { ...missing, all: 'elder|child|confused|kin + notBack + out|unreachable|seek - awayLong', within: 32 },
  { ...missing, all: 'elder|child|confused + notBack + long - awayLong|thing', within: 20 },
  { ...missing, all: 'elder|child|confused|kin + out + lost|unreachable - awayLong|thing|errand', within: 32 },
  { ...missing, all: 'elder|child|confused + lost - thing|awayLong|errand', within: 8 },
  { ...assault, category: 'dispute', all: 'smashing + beat|soundsLikeFight + child|scream', within: 24 },
  { ...missing, all: 'elder|child|confused|kin + lost + seek|unreachable|long - thing|awayLong|errand', within: 24 },
  { ...missing, all: 'confused + out + notBack|lost|unreachable|alone|long - awayLong', within: 30 },
  { ...missing, category: 'student', all: 'rollCall + oneShort' },
  { ...missing, all: 'outdoors + notBack + unreachable|dark|days', within: 30 },
  { ...missing, category: 'hardship', all: 'elder|kin|adult + noAnswer + days|unseen - delivery|leak', within: 30 },
  { ...missing, category: 'hardship', all: 'elder + unseen + days - delivery|awayLong', within: 16 },
  { ...missing, category: 'hardship', all: 'elder|alone + noAnswer + inside|worry - delivery|leak', within: 30 },

  { ...ill, all: 'elder|child|kin|adult|self + fall + helpless - thing', within: 26 },
  { ...ill, all: 'elder|child|kin|adult + lying + ground + still', within: 26 },
  { ...ill, all: 'drunk + lying|fall + ground|still|cold' },
  { ...ill, all: 'elder|child|kin|adult + fallFrom + plunges - thing|nearMiss|workWas', within: 12 },
  { ...ill, all: 'elder|child|kin|adult + faint + sudden|ground|fall|helpless|grave|pulse', within: 18 },
  { ...ill, all: 'agony' },
  { ...ill, all: 'elder|child|kin|adult + pale + fall|sudden|chest|helpless', within: 16 },
  { ...ill, category: 'security', all: 'exposed + sickNow - question', within: 18 },
  { ...ill, category: 'security', all: 'eaten + sickNow + elder|child|kin|adult|self|many - question', within: 22 },
  { ...ill, all: 'limb + severed - thing|table', within: 6 },
  { ...ill, all: 'newborn + limp - question', within: 16 },
  { ...ill, all: 'chest + grave - question', within: 18 },
  { ...ill, all: 'stroke + elder|kin|adult|sudden', within: 22 },
  { ...ill, all: 'elder|child|kin|adult + choke + cannotBreathe', within: 26 },
  { ...ill, all: 'child|elder|confused + swallow + object', within: 16 },
  { ...ill, all: 'child + fit + fever', within: 24 },
  { ...ill, all: 'elder|child|adult|kin + fit + sudden|ground|fall|helpless - leg', within: 20 },
  { ...ill, all: 'elder|child|adult|kin|self + burned + bodyLarge', within: 24 },
  { ...ill, all: 'pregnant + labour + sudden|urgent', within: 24 },
  { ...ill, all: 'allergy + swelling', within: 20 },
  { ...ill, all: 'heat|cold|drunk|insulin + collapsed + elder|child|adult|kin|self', within: 24 },
  { ...ill, category: 'facility', all: 'tech + powerless', within: 24 },
  { ...ill, all: 'elder|child|kin|adult + dying', within: 14 },

  { ...lofty, all: 'child + roofEdge + climb - workAloft|kite', within: 18 },
  { ...lofty, all: 'child + edge + climb - workAloft|fun', within: 16 },
  { ...lofty, all: 'child + windowAt + leanOut - workAloft', within: 18 },
  { ...doomed, all: 'elder|child|kin|adult + height + climb + despair - workAloft', within: 24 },
  { ...doomed, all: 'young|child|kin|elder|adult + farewell + farewellSign - farewellDull', within: 30 },
  { ...doomed, all: 'letter + vanished', within: 20 },
  { ...doomed, number: '120', all: 'takePoison + poison - poisonUsual', within: 8 },
  { ...doomed, all: 'rope + hang + young' },
  { ...doomed, all: 'track + lieTrack + young', within: 16 },
  { ...doomed, all: 'cutSelf + wrist - scar', within: 8 },
  { ...doomed, all: 'young + selfShut + despair|farewell - thing|fun|beingShut', within: 24 },
  { ...doomed, all: 'charcoal + inside|selfShut - grill', within: 16 },

  { ...rescue, all: 'elder|child|kin|adult + drop + water - dropped', within: 18 },
  { ...rescue, all: 'swimming + under + elder|child|adult|many - pet|forbidden', within: 20 },
  { ...rescue, all: 'ice + iceBreaks + elder|child|adult - pipe', within: 16 },
  {
    ...caught,
    category: 'security',
    all: 'child|confused|elder + shutIn + inside - lift|stairsOnly|selfShut|told',
    within: 18,
  },
  { ...caught, category: 'security', all: 'child|confused + doorShut + inside|shutHint|alone', within: 28 },
  { ...caught, category: 'security', all: 'self + shutIn + inside + sos|unable - car', within: 24 },
  { ...caught, category: 'security', all: 'elder|child|kin|adult|self + stuckPart + stuckIn + machine', within: 18 },
  { ...caught, all: 'lift + pinched + limb|elder|child', within: 10 },
  { ...caught, all: 'lift + liftHolds + liftPeople', within: 26 },

  { ...gas, all: 'gas + gasSign - gasDull', within: 14 },
  { ...gas, all: 'pipeline + spurts + pungent - pipe|waterPipe', within: 16 },
  { ...gas, all: 'smell + dizzy + building|many - paint' },
  {
    ...gas,
    category: 'hardship',
    number: '120',
    all: 'coal + dizzy + elder|child|kin|adult|many - question',
    within: 26,
  },
  { ...gas, all: 'stove + leftOn + away', within: 26 },

  { ...fire, all: 'source|building + smoke - usualSmoke|thickAir', within: 14 },
  { ...fire, all: 'source + spark - usualSmoke|aged', within: 12 },
  { ...fire, all: 'source|building + scorch + unknownSource|sudden|wide - usualSmoke', within: 24 },
  { ...fire, all: 'source + bulge + spark|smoke|scorch', within: 20 },
  { ...fire, all: 'burning + spread' },
  { ...fire, category: 'forest', all: 'hill + smoke|spread - usualSmoke|traffic', within: 14 },
  { ...fire, all: 'alarm + alarmRings + smoke|scorch' },

  { ...rescue, all: 'wire + wireDown + wireRisk - notLive', within: 18 },
  { ...ill, category: 'security', all: 'elder|child|kin|adult|self + shock - phone', within: 12 },
  { ...rescue, all: 'structure + collapse + peopleUnder - thing|nearMiss|fallFrom', within: 20 },
  {
    ...rescue,
    all: 'structure + collapse + pressed + elder|child|kin|adult - thing|nearMiss|fallFrom|aboutToFall',
    within: 16,
  },
  { ...rescue, all: 'structure + aboutToFall + peopleIn', within: 26 },
  { ...rescue, all: 'structure + crack + worsening + peopleIn|elder|child|self|sudden', within: 26 },
  { ...rescue, all: 'slide + slideOn', within: 18 },
  { ...rescue, all: 'uphill + rocks + rolling + slideOn - usualFlood', within: 18 },
  { ...rescue, all: 'hillside + collapse + slideOn - usualFlood', within: 18 },
  { ...flood, all: 'flood + floodInto + home|depth - pipe|usualFlood', within: 20 },
  { ...flood, all: 'flood + floodInto|floodReach + waded - usualFlood', within: 6 },
  { ...flood, all: 'home + floodInto + depth', within: 22 },
  { ...flood, category: 'security', all: 'elder|child|adult|self|vehicle + stranded + strandedAt', within: 24 },

  { ...assault, all: 'blade + attack - tool', within: 14 },
  { ...assault, all: 'club + hit - tool|wood', within: 12 },
  { ...assault, all: 'elder|child|kin|adult + beat + beatGrave', within: 22 },
  { ...assault, all: 'gang + clash - past|lawsuit', within: 14 },
  { ...assault, category: 'dispute', all: 'soundsLike + beat', within: 8 },
  { ...assault, all: 'intruder + breakIn + now', within: 24 },
  { ...assault, all: 'elder|child|kin|adult|self + held + heldBy', within: 26 },
  { ...assault, all: 'stranger + snatch + child - notKidnap', within: 20 },
  { ...assault, all: 'threat + threatAct', within: 16 },

  { ...ill, category: 'student', all: 'many + pupils + poisonSign + ate', within: 34 },
  { ...road, all: 'vehicle + crash + hurt - pastRoad', within: 22 },
  { ...road, number: '119', all: 'vehicle + plunge + wetPlace', within: 12 },
  { ...road, all: 'elder|child|kin|adult|self + struckBy + struck - recovering', within: 14 },
  { ...road, all: 'vehicle + ran + elder|child|adult', within: 10 },
  { ...road, number: '120', all: 'responders + heldUp', within: 10 },

  { ...ill, category: 'security', all: 'beast + bite + biteGrave - ourPet', within: 24 },
  { ...ill, category: 'security', all: 'snake + bitten + elder|child|kin|adult|self', within: 16 },
  { number: '119', category: 'fire', all: 'bang + bangAfter - bangDull', within: 16 },
]

/** Words that only take a rule out, or that several rules ask for besides. */
export const COMPANY: Readonly<Record<string, string>> = {
  pressed: '压着 压在 压了 压住 埋 砸在 砸了 砸到 困 底下 下面 里面 里头 里边',
  floodReach: '漫到 淹到 深到 涨到 没到 到了 过了',
  waded: '脚脖子 脚踝 小腿 膝盖 大腿 腰 胸口 床沿 床板 半米 一米',
  smashing: '摔东西 砸东西 摔碗 砸碗',
  soundsLikeFight: '像动手了 像是动手 动手了 打上了 动上手',
  told: '午托班老师 体罚 罚站 上周 昨天放学',
  ourPet: '我家狗 我家猫 我家的狗 宠物 鸡被 鸭被',
  beingShut: '被反锁 被锁 被关',
  outdoors: '进山 上山 采蘑菇 采药 挖药 挖笋 爬山 露营 徒步 钓鱼 下河 出海 下湖 打猎 放羊 放牛 巡山',
  dark: '天黑 天都黑 半夜 大雪 下雪 暴雨 前天 昨天 两天 三天 一夜 一晚',
  paint: '油漆 装修 刚刷 新桌椅 甲醛 新家具',
  recovering: '骨折住院 住院了 出院 养伤 病假 请假 拄拐 石膏 工伤 恢复 医药费 理赔',
  table: '琴 架 板 桌 椅 凳 床 沙发 柜',
  waterPipe: '水 暖气 污 粪 消防栓',
  pinched: '夹着 夹住 夹到 夹了',
  forbidden: '禁止 不准 劝 危险 防',
  lawsuit: '打官司 打电话 打招呼 打交道 打扫 打球 打牌 打麻将 打水 打工 打针',
  aged: '老化 松 打火机',
  scar: '创可贴 裁纸 划痕 划伤痕 疤',
  pulse: '没有脉 没脉 摸不着 没呼吸 脉搏没',
  workWas: '上个月 工伤认定 在家休养 恢复 出院',
  hillside: '山坡 山体 后山 边坡 护坡 山上 土坡 路基',
  awayLong:
    '打工 务工 过年 春节 外地 多年 几年 半年 一年 两年 三年 几个月 常年 好久没回 国外 出差 住院 大学 当兵 逢年过节 难得 很少 不常 出嫁 城里',
  thing: `工作 手续 学校报名 证 车子 自行车 电动车 书包 作业 钥匙 手机 钱包 快递 包裹 鞋 衣服 猫 狗 鸡 资料 文件 课本 眼镜 本子 校服 水杯 饭卡 医保卡 身份证 花盆掉 充电器 户口本 玩具 球拍 病历 报告`,
  errand:
    '补办 疫苗 本丢 对象 保姆 学校 幼儿园 托班 座位 床位 厕所 入口 窗口 人照顾 人管 人接 人带 住处 房子 实习 单位 岗位 妈 老师 医生 诊室 科室',
  alone: '一个人 独自 独居 自己在 没人看 没大人',
  delivery: '快递 外卖 物业 送水 收费 推销 调查 登记 抄表 普查 发传单 宣传 楼上漏 工作人员上门',
  leak: '漏 漏水 漏的 滴水 渗水 水管 装修 噪音 吵',
  worry: '担心 怕 不放心 出事 会不会 看看 快 帮 心脏病 高血压 病 里面 灯 电视',
  question: '挂什么科 看什么科 挂哪个科 什么科 怎么预防 怎么调理 吃什么 预约 体检 复查 挂号 报告',
  leg: '腿抽筋 抽筋补钙 缺钙 小腿 脚抽筋 抽烟 抽奖 抽血 抽签 抽空 抽查 抽水 抽屉 抽时间',
  urgent: '快 急 马上 救护车 120 来不及 出血 家里 路上 车上 电梯',
  dying: '快不行 要不行了 不行了 没气了 断气 没救 快死了 要死了 奄奄一息 命悬 生命危险 还有气 喘气都',
  kite: '风筝 安全网 防护网 锁了 加锁 没锁 建议',
  fun: '打游戏 写作业 学习 复习 网课 直播 画画',
  grill: '烤 烧烤 火锅 工艺 窑 卖',
  stairsOnly: '下不了楼 出不了门 下不来楼 落不到楼 上不去楼 轮椅 腿脚',
  sos: '救 快来 来人 帮 喊 出不来 怎么办 快',
  unable: '打不开 出不来 开不了 没信号 快没电',
  car: '车钥匙 门外 外面 停车 地锁 车位 快递',
  wide: '整层 整栋 满楼 楼道里 好浓 很浓 很重 浓',
  thickAir: '雾霾 天气 灰尘 粉尘 装修 扬尘 蒸汽 热气 白气 抽烟 加湿',
  traffic: '红绿灯 红灯 堵车 路灯',
  phone: '没电 电话 电了话 充了电',
  nearMiss: '差点 险些 差一点 差些 幸好 还好 幸亏',
  usualFlood: '每次 每到 一下雨 年年 经常 老是 建议',
  soundsLike: '听着 听起来 像是 好像 感觉 恐怕',
  wood: '砍树 修路 挖路 围栏 搭棚',
  past: '劝 散了 拉开 调解 和好 上次 去年 公司 球',
  pastRoad: '修好 定损 理赔 保险 挪车 剐蹭 赔',
  ran: '卷进 卷到 卷入 压了 轧了 撞人 撞了人 撞到 撞倒 轧 碾 撞飞 把人撞',
}
