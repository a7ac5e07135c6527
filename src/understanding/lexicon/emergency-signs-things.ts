import type { Together } from './emergency-rules.ts'
import { words } from './words.ts'

/** Signs in places and things that people are in danger there, where no word names the danger. */
export const THING_SIGNS: Readonly<Record<string, readonly string[]>> = {
  // Fire.
  flame: words(
    '红彤彤 通红 一溜火 一片火 一道火 火线 喷火 往外喷火 吐火 火往外 火从 火焰 烈火 火蛇 火龙 火头 火团 火星子 一团火 大火 明火 红光 火红 橘黄 橘红 红通通 一片红 红了半边 半边天 半个天 火冲 火烧得 火已经 火都 火上来 火烤 冒出火 有火 窜出火 火苗 火光',
  ),
  flamePlace: words(
    '窗 窗口 窗户 阳台 楼上 楼下 屋里 屋顶 房子 厨房 隔壁 对面 车间 仓库 店里 楼道 楼 棚 柴房 牛棚 猪圈 草垛 柴堆 山 林 坡 地里 田里 车上 车头 车底 气瓶 气罐 瓶口 阀门 灶台 锅 门缝 垃圾 天花板 教室 宿舍 病房 机房 井口 电箱 配电 往外 树',
  ),
  flameDull: words(
    '晚霞 夕阳 灯光 霓虹 红绿灯 路灯 篝火 烛光 烟花 鞭炮 火车 火锅 灶火 大火力 天然气灶 小火 火候 火红的 消防 火炬 演出 灯笼',
  ),
  alight: words(
    '烧燃 点燃了 烧着了 引着 引燃 点了 点着了 燎着 燎了 烧到 烧起 烧了起 烧埋 烧过 烧成 烧穿 烧断 烧塌 烧得 烧掉 呼呼着 呼呼烧 腾地 轰地 蹿起来 窜起来 着咗 燃着 燃咗 燃起 火着 自己着 着了起来 烧咗',
  ),
  fuel: words(
    '牛棚 猪圈 羊圈 鸡舍 草棚 草垛 柴堆 柴垛 柴火垛 柴火 秸秆堆 麦秸 麦垛 稻草 荒坡 竹林 林子 果园 荔枝园 茶园 坟山 坟地 山坡 被子 被褥 床 沙发 窗帘 衣服 棉被 纸箱 杂物 油锅 油烟机 烟道 灶台 垃圾桶 垃圾堆 垃圾房 电动车 电瓶 电线 电表箱 配电箱 插座 房子 屋子 屋顶 房梁 仓库 店 车 大棚 工棚 帐篷 广告牌 轮胎 树 草 塑料 泡沫 木板',
  ),
  fightFire: words(
    '烫手 住着人 里面住 往寨 往村 往房 往这边 拿树枝 树枝拍 树枝打 扑打 扑火 泼水 泼不 提水 接水管 灭火器 按不住 扑不住 压不住 控制不住 人手不够 快来人 来人 救 风一吹 风大 风往 风朝 顺风 快 冲天 越来越 蔓延 还拴着 还在里 没出来 护林员 消防 噼里啪啦 呼呼 隔壁 窜 蹿 上房 着了',
  ),
  burnSafe: words(
    '焊 电焊 装修 安全 已灭 已经灭 扑灭 灭了 被罚 劝 禁止 不准 不让 举报 宣传 巡查 老化 隐患 容易 怕 会 烧得发黑 烧黑 烧坏 烧焦 怕的',
  ),
  choking: words(
    '呛得 呛人 呛死 呛嗓子 辣嗓子 辣眼睛 刺眼睛 熏得 熏人 熏眼 白茫茫 睁不开眼 看不见路 看不清路 看不见出口 看不到出口 喘不 咳个不停 咳得',
  ),
  noWayOut: words(
    '睡在里 人还在 在里头 在里面 往外跑 往下跑 疏散 下不去 出不去 出不来 下不来 走不了 跑不出 看不见出口 推不开 打不开 顶着 堵死 抱着孩子 抱着娃 趴窗 窗边 窗口喊 在窗户 挥毛巾 挥衣服 挥手 敲窗 敲玻璃 呼救 求救 喊救 等救',
  ),
  creepingSmoke: words(
    '那股烟 烟已经 烟进了 烟都进 烟灌 灌满烟 满是烟 烟从 烟往 烟都 烟把 烟进 烟钻 烟呛 烟熏 烟子 全屋烟 烟气 烟很浓 烟特别 烟好 烟大得 一屋烟 烟雾弥漫 白汽 黑气 渗烟 冒着烟 冒出一股 一股烟 一股黑烟 有股烟',
  ),
  smokePlace: words(
    '楼道 楼梯 走廊 门缝 门底下 窗缝 窗户 隔壁 楼上 楼下 屋里 房间 家里 教室 宿舍 病房 地下室 车库 电梯 管道井 仓库 店 配电 机房 车里 车头',
  ),
  // Gas.
  vessel: words(
    '液氨 液氯 氨 气罐 罐子 煤气罐 液化气罐 钢瓶 气瓶 液化气瓶 阀门 阀 减压阀 软管 胶管 管子 皮管 燃气管 煤气管 管道 法兰 氨罐 氯瓶 储罐 槽罐 罐车 槽车 冷库 制冷',
  ),
  escapes: words(
    '嗤嗤 嗤嗤响 没拧紧 刨破 挖破 挖断 往上冒 漏了 嘶嘶 呲呲 哧哧 滋滋 呼呼 往外喷 喷气 喷出 喷白 喷得 崩开 崩了 白气 白雾 跑气 漏气 直冒 冒气 断了 拧不上 关不上 关不住 拧不住 脱了 脱落 爆开 裂了 飘出来 飘出 泄了',
  ),
  escapeSign: words(
    '跑下来 提着孩子 抱着 往外跑 捂着 整条街 路边全是人 不知道什么液体 液体 味 味道 气味 臭 刺鼻 呛 辣 熏 白菜 鸡蛋 不敢 靠不近 靠近不了 人靠 抱出来 跑出来 躲 头晕 恶心 火 嗓子 眼睛 流泪 快 疏散 近前',
  ),
  hiss: words('自来水 水管 暖气 轮胎 气球 汽水 高压锅 水蒸气 蒸包'),
  rotten: words(
    '满屋气味 屋里都是气味 满屋都是气味 满屋气味 满屋子气 烂鸡蛋 臭鸡蛋 坏鸡蛋 烂白菜 臭蒜 烂蒜 大蒜味 臭蛋 怪味 煤气样 煤气似的 像煤气 氨味 氨水味 氯气味 杏仁味 汽油味 药水味 漂白水味 化学味 刺鼻',
  ),
  rottenGrave: words(
    '呲呲 炉子 滋滋 我不敢 不敢开 点火 开灯 开关 不敢 吐 头晕 头疼 头昏 恶心 嗓子 流泪 流眼泪 喘 睁不开 发软 发白 嘶嘶 罐子 气罐 灶 厨房 整个单元 整栋 满屋 一屋子 楼道里都 冷库 越来越',
  ),
  rottenDull: words('垃圾 下水道 厕所 公厕 河水 臭水 猪 鸡粪 化肥 装修 新家具 马路 烂菜 剩菜 泔水 菜场 死老鼠'),
  // Shut in and hung up.
  cabin: words(
    '滑索 索道 吊椅 电梯 轿厢 轿箱 升降平台 升降机 升降台 平台 货梯 扶梯 缆车 吊篮 吊厢 观光梯 摩天轮 过山车 跳楼机 海盗船 盒子 铁盒子 梯子 右梯 左梯 客梯 这梯',
  ),
  halts: words(
    '半小时 半个小时 几分钟 关在 不动了 突然不动 停了 卡在 停在 悬在 吊在 灯灭 灯也灭 黑了 往下掉 往下坠 晃得 抖了 顿了一下 哐当 咣当 咯噔 掉了一截 坠 门不开 打不开 卡住 坏在',
  ),
  aboard: words(
    '吊着 游客 哮喘 我和 我跟 我们 我一个人 里面 里头 里边 挤在 拉着 轮椅 下不来 出不来 出不去 上不来 氧气 闷 喊 拍门 敲门 能听见 有人吗 救 几个人 个人 老人 孩子 孕妇 小孩 学生 病人 奶奶 爷爷 阿姨',
  ),
  cabinDull: words(
    '玩具 钥匙 请来检测 电话牌 心慌 没人 里面没人 没有人 维修 年检 停运 停用 保养 老是 经常 总是 每次 天天 建议 什么时候修 还没修 爬楼 等了 下不了楼 灯不亮 按钮 按键 广告',
  ),
  // Water.
  afloat: words('漂起来 浮起来 漂了 漂着 在浮 在漂 浮着 打转 转圈 飘起来 泡在水里 没影'),
  floatThing: words('床 沙发 冰箱 桌子 椅子 柜子 小床 家具 车子 小车 汽车 车 水桶 盆 凳子 鞋 煤气罐'),
  pours: words(
    '水到 熄火 泡水 瀑布 成河 成了河 哗哗往下 往下泼 水柱冲 往下倒 倒灌 往里灌 往屋里 灌进 涌进 涌出 冲进 水柱 决了 漫过门槛 过门槛 过了门槛 水位 车库倒灌 积水 淹水 淹了 涨水 大水 洪水 水主管',
  ),
  pourGrave: words(
    '座椅 车门 车窗 方向盘 站不稳 出不来 出不去 没撤 还没撤 过膝 过腰 齐腰 齐膝 到腰 到胸 到膝 到脖 到大腿 脚脖子 脚踝 小腿 还在涨 一直涨 水位还 困 插着电 电还 没断电 带电 有电 不敢过 敲窗 车里 车门 座椅 熄火 还在底下 在底下 老人 奶奶 爷爷 孩子 卷走 冲走 救 床都 漂 床上 上了桌 站桌 爬到 房顶 屋顶 低洼 几户',
  ),
  pourDull: words(
    '烟 油烟 栏杆 护栏 防溺水 花生 渠 菜地 田 水费 水压 水表 喷泉 景观 鱼 空调 每次下雨 一下雨 年年 去年 以前 绕行',
  ),
  dyke: words('堤 大堤 河堤 江堤 堤坝 坝 大坝 坝脚 堤脚 堤根 圩 圩堤 塘坝 拦河坝 防洪墙 水库 闸门 水闸 渠堤 堰'),
  dykeGoes: words(
    '开口子 口子 决口 决了 溃 垮 塌了 冒泡 冒水 翻沙 翻水 冒浑水 浑水 渗水 咕咕 涌水 裂开 裂了 大裂缝 往外翻 往外冒 漫顶 漫过 漫堤 快漫 关不上 关不住 冲开 冲垮 冲断 滑下去',
  ),
  dykeDull: words('垃圾 钓鱼 游泳 野泳 护栏 警示牌 绿化 种菜 捞 漂浮物 白色'),
  shore: words(
    '河边 水边 塘边 湖边 江边 池边 池塘边 水池边 水库边 桥边 桥上 井边 井台 坑边 坑边上 岸边 岸上 堤上 海边 渠边 码头',
  ),
  leftThings: words('鞋 拖鞋 凉鞋 衣服 书包 手机放 包放 外套 自行车倒 小车在 拐杖 帽子'),
  ownerGone: words('人不在 人没了 没人 不见 没影 只剩 就剩 人呢 找不到 喊不应 人在底下 冒泡 水面 不见人 她的 他的'),
  // Electricity.
  live: words(
    '配电柜 配电箱 电箱 电柜 水泵 潜水泵 电机 插座 插头 开关 电闸 热水器 洗衣机 冰箱 饮水机 灯杆 路灯杆 电杆 电线杆 铁门 铁栏杆 卷帘门 电线 电缆 高压线 高压电 裸线 变压器 充电桩 电焊 电钻 抽水机 铁架 水龙头',
  ),
  touched: words('接电线 接线 靠着 摸 碰 搭在 扶 握 抓 拉 插 拔 踩 修 接 蹚 趟水 洗 关 按'),
  jolted: words(
    '打了一下 手黑 弹出去 弹开 弹飞 甩出去 打出去 打飞 松不开 甩不开 放不开 粘住 吸住 一下子就栽 栽地 栽倒 倒了 倒地 直抖 直哆嗦 浑身抖 抽搐 僵 冒烟 发青 发黑 不动 叫不 嘴唇 烧黑 撬下来 挑开 打下来 晕 昏',
  ),
  liveDown: words(
    '高压线打 被电打 电打了 电打倒 给电打 让电打 遭电打 着电打 被电着 让电着 给电着 遭电 电着了 过电 麻倒 麻翻 电翻 电趴 打下来了',
  ),
  carriesPower: words('带电 有电 通电 漏电 电缆 高压'),
  stillInside: words('不敢动 不敢下 下不来 驾驶室 车里 人在 救 不敢过 别靠近'),
  // Falling and burying.
  tumbled: words(
    '一下子下来 下来了 刮倒 倒下来 倒下去 倒了 倒塌 塌了 塌下来 塌下去 垮了 垮下来 掀翻 脱落 掉下来 整面 整体 整块 整片 砸下来 砸穿 陷了 陷下去 塌陷 掉了下去 落下来 滑下来 翻了 散架',
  ),
  structureAny: words(
    '广告牌 墙 围墙 院墙 隔断 隔墙 板房 工棚 房 屋 楼板 阳台 雨棚 棚 脚手架 架子 吊顶 天花板 广告牌 招牌 门头 路面 地面 马路 桥 土方 沟 基坑 石头 货架 堆 树 塔吊 吊车 电杆 水泥 预制板 顶棚 看台 广告 玻璃幕墙 幕墙 舞台 楼梯 外墙 大理石',
  ),
  buried: words(
    '有人在叫 有人喊 有人在叫 有人喊 底下有人 有人在喊 砸到行人 压着 压住 压在 压了 压到 压没压 砸在 砸中 砸着 砸到 埋 底下有人 底下压 下面压 下面有人 有人被 露着 只露 只看见 看见一只 手在动 腿在外 没听见说话 没听见 出不来 没出来 掉了下去 掉下去了 按喇叭 里头喊 呼救 伤得 受伤 两个人 几个人',
  ),
  buriedDull: words('没人 没有人 幸好 还好 差点 险些 无人 没砸 没伤 空车 猫 花'),
  // Roads.
  carAny: words(
    '车 小车 轿车 面包车 货车 大货 三轮 摩托 电动车 公交 大巴 校车 拖拉机 收割机 铲车 叉车 吊车 渣土车 罐车 自行车',
  ),
  gone: words(
    '整个掉 掉了下去 掉下去 掉沟 翻沟 翻下 翻进 翻到 冲下 冲进 栽进 栽到 滚下 卡在车 夹在 压在车 轮子底 车底 车轮下 车轱辘 底下拖 拖着人 拖了 撞得 撞上人 飞出去 甩出',
  ),
  goneGrave: words('人 司机 喇叭 喊 老人 孩子 学生 里面 里头 车里 驾驶室 血 不动 救 出不来 受伤 伤'),
  goneDull: words('人没事 没人 空车 没伤 定损 保险 泥 垃圾 灰 货 砂石 沙子 石块 水泥块'),
}

const fire = { number: '119', category: 'fire' } as const
const plant = { number: '119', category: 'facility' } as const
const ruin = { number: '119', category: 'security' } as const

export const THING_SIGN_RULES: readonly Together[] = [
  {
    ...fire,
    all: 'flame + flamePlace + fightFire|noWayOut|liftPeople|choking - flameDull|usualSmoke|burnSafe',
    within: 22,
  },
  { ...fire, all: 'alight + fuel + fightFire - usualSmoke|burnSafe|grill', within: 20 },
  { number: '119', category: 'forest', all: 'flame + hillWind + windTo - flameDull|burnSafe', within: 30 },
  { ...fire, all: 'gasMouth + spewsFire - usualSmoke', within: 8 },
  { ...ruin, all: 'chemical + choking + bodyHarm - rottenDull|paint', within: 22 },
  { ...ruin, all: 'hole + dropVerb + elder|child|kin|adult|named|household - dropped|nearMiss|belongings', within: 7 },
  { ...ruin, all: 'groundGap + vanishes', within: 24 },
  { ...ruin, all: 'hanging + outside + elder|child|kin|adult|worker - belongings|laundry', within: 12 },
  { ...plant, all: 'leaksPower + jolted|noTouch + elder|child|kin|adult|self - nearMiss', within: 20 },
  { ...plant, all: 'powerRoom + wet + dareNot', within: 22 },
  { ...fire, all: 'alarm|alarmBell + choking', within: 22 },
  { ...fire, all: 'burningStill + elder|child|kin|adult + notOut', within: 20 },
  { ...ruin, all: 'wire + wireDown|severedWire + water', within: 14 },
  { ...ruin, all: 'spill + pungent - rottenDull|gasDull', within: 24 },
  { ...ruin, number: '120', all: 'blastThing + flies + elder|child|kin|adult', within: 18 },
  { ...fire, all: 'choking + noWayOut - usualSmoke', within: 26 },
  {
    ...fire,
    all: 'creepingSmoke + smokePlace + choking|noWayOut|unknownSource|quiet - usualSmoke|burnSafe',
    within: 22,
  },
  { ...plant, all: 'vessel + escapes + escapeSign - hiss|gasDull', within: 18 },
  { ...plant, all: 'rotten + rottenGrave - rottenDull|gasDull', within: 16 },
  { ...plant, all: 'cabin + halts + aboard - cabinDull', within: 20 },
  { ...plant, all: 'floatThing + afloat + home|pours|deepWater - pourDull', within: 16 },
  { ...plant, all: 'pours + pourGrave - pourDull|usualFlood', within: 16 },
  { ...plant, all: 'dyke + dykeGoes - dykeDull|usualFlood', within: 10 },
  { ...ruin, all: 'shore + leftThings + ownerGone', within: 16 },
  { number: '120', category: 'facility', all: 'live + touched + jolted - ourPet', within: 22 },
  { number: '120', category: 'facility', all: 'liveDown - phone|ourPet' },
  { ...plant, all: 'live + carriesPower + stillInside', within: 18 },
  { ...ruin, all: 'structureAny + tumbled + buried - buriedDull|nearMiss|fallFrom', within: 18 },
  { number: '122', category: 'traffic', all: 'carAny + gone + goneGrave - goneDull|nearMiss', within: 14 },
]

/** Words that only take a rule out, or that these rules ask for besides. */
export const THING_SIGN_COMPANY: Readonly<Record<string, string>> = {
  burningStill: '烧紧 烧着 正在烧 在烧 还在烧 着咗 火烧',
  notOut: '没出来 未出 未落到 没落到 没下来 在里面 在里头 仲喺 还在里 没跑出来 没出来',
  severedWire: '吹断 刮断 断了 垂在 垂到 掉进 泡在',
  spill: '槽罐 罐车 油罐 液体流 不知道什么液体 流了一地 洒了一地',
  blastThing: '鞭炮 窨井 井盖 气罐 烟花 炮仗 锅',
  flies: '炸了 炸飞 飞了 蹦起 炸开 砸到 崩到 炸到',
  hillWind: '山 林 坡 坟 地里 田里 荒草 芦苇',
  windTo: '风 往村 往房 往养老院 朝 烟 灰 扑 跑',
  gasMouth: '液化气瓶 煤气罐 气罐 气瓶 罐口 瓶口 阀门 煤气瓶 钢瓶 灶台',
  spewsFire: '喷火 冒火 着火 窜火 蹿火 起火 口子着',
  chemical: '药品 药品柜 试剂 实验 化学 药水 消毒 气体 味道 酸 氨 氯 农药',
  bodyHarm: '睁不开 吐 流泪 流眼泪 喘 倒 晕 嗓子 咳个不停 土',
  hole: '沼气池里 窨井 沼气池里 机井 水井 枯井 窨井 井里 井 坑里 深坑 坑 粪池 化粪池 池子 水池 鱼塘 池塘 塘 河里 河 沟里 渠里 水渠 水库 江里 湖里 海里 地窖 窖里 下水道 桩孔 沼气池 冰窟',
  dropVerb:
    '掉进 掉到 掉下 掉在 跌进 跌到 摔进 摔到 滚进 滚到 滑进 滑到 栽进 落进 陷进 踩空 漏下去 掉 跌落 跌咗落 扎进 冲进',
  groundGap: '大口子 大窟窿 地陷 天坑 塌了个坑 塌出个坑 地面裂 地底下',
  vanishes: '连人带车 连人带 不见了 掉下去 哼哼 喊声 听得到他 听得见喊',
  hanging: '悬在 悬空 挂着个 挂着一 挂在 吊着 吊在 卡在 钢丝断 绳断 绳子断 悬着',
  outside: '外头 外面 半空 防盗窗 防盗网 阳台 窗外 层外 吊篮 外墙 空中 塔吊 高压',
  worker: '工人 两名 蜘蛛人 师傅 保洁 清洗工',
  laundry: '衣服 被子 花盆 空调 灯笼 横幅 广告 鸟 风筝 电线 塑料袋 气球 床单 树枝',
  leaksPower: '漏电 有电 带电 通了电 过电',
  noTouch: '不敢碰 不敢拉 不敢下 抽住 拉不开',
  powerRoom: '配电间 配电房 配电室 电箱 配电柜 变压器 机房',
  wet: '渗水 进水 泡水 积水 淹了 淹水 灌水 水深 指深 水漫',
  dareNot: '不敢 带电 还在涨 断不了电 没断电 跳不了闸',
  alarmBell: '警铃 警报 警钟 喷淋',
  deepWater: '水 淹水 停车场 车库 地下室 屋里 客厅 楼上',
}
