import type { Together } from './emergency-rules.ts'
import { words } from './words.ts'

const SURNAMES =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严魏姜戚谢邹喻苏潘葛范彭鲁韦马苗方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬常乐傅卞齐元顾孟黄穆萧尹姚邵湛汪祁狄贝臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾江童颜郭梅林钟徐邱骆夏蔡田樊胡凌霍虞万柯卢莫房解丁邓单洪左崔龚程裴陆荀翁甄曲封储靳焦侯宁栾祖武符刘景詹束叶黎白蒲赖卓蔺池谭姬申冉桑桂牛尚温庄晏柴瞿阎连习艾向古易廖耿文欧沃冷辛简饶曾沙丰巢关查游岳'
/** `小方` and the like begin other words too: 小高层, 小毛病, 小康, 老房子. */
const NO_NAMES = new Set(
  words(
    '小方 小文 小白 小马 小古 小易 小沙 小关 小丁 小封 小连 小游 小牛 小元 小左 小单 小费 小田 小池 小冷 老房 老费 老单 老古 老冷 老白 老连 阿元 小万 小房',
  ),
)

/** Signs in people that something grave has befallen them, where no word names it. */
export const PEOPLE_SIGNS: Readonly<Record<string, readonly string[]>> = {
  /** 老焦, 小靳, 阿May. */
  named: [...'老小阿']
    .flatMap((first) => [...SURNAMES].map((name) => first + name))
    .filter((name) => !NO_NAMES.has(name)),
  title: words(
    '叔 婶 伯 嫂 姨 姐 哥 师傅 大爷 大妈 奶奶 爷爷 老师 主任 医生 护士 组长 班长 书记 先生 小姐 女士 阿婆 阿公 伙计',
  ),
  /** Somebody went down, as the writer saw it. */
  sank: words(
    '热得倒 倒下 一趴 趴到 趴下 一倒 倒桌 睡过去 倒在跑道 往旁边一歪 一歪 歪在 歪到 歪下 软下去 软在 软倒 栽地 栽在 栽到 栽倒 一头栽 倒地 倒在 趴在 趴桌 瘫在 瘫坐 瘫软 滑坐 蹲下去 跪倒 直直倒 直挺挺 晕了 晕在 晕倒 昏了 昏在 晕过去 昏过去 倒下 倒了 躺地 躺在地 躺下 躺 躺着 躺了 睡在地 坐到地 坐在地 歪 蜷 倒床 推不醒 怎么推 叫不醒',
  ),
  /** What the body shows then. */
  bodySign: words(
    `
      叫不太醒 不太醒 昏昏沉沉 迷迷糊糊 冻得 门缝底下有血 叫不答应 叫不应 喊不应 喊不答应 叫他不应 叫她不应 喊他不应 叫也不应 喊也不应 没人应 不答应 不应声 不吭声 不吭气 不出声 没出声 不抬头 不睁眼 没睁眼 不搭腔 没声了 没声音了 没反应 没知觉 一动不动 不动了 不动弹 推不醒 摇不醒 怎么推 怎么摇 怎么叫 怎么喊 没叫醒 没喊醒 叫不起来 喊不起来
      身上凉 身子凉 手脚冰 冰凉 凉了 身体硬 僵了 脸灰 脸色灰 脸发灰 脸发白 脸发青 脸发紫 脸发黑 脸都紫 面都紫 面青 面紫 脸色发 脸色很差 脸色难看 嘴唇紫 嘴唇都紫 嘴唇都白 头上有血 头破 满头血 身上有血 不应了 嘴角歪 鼾声 打呼噜叫 摸不到脉 嘴唇发 嘴发紫 嘴边有白沫 白沫 白泡 口水直流 眼睛往上 眼睛发直 眼珠子往上 翻白眼 直翻眼
      冒冷汗 一头汗 满头汗 满头大汗 浑身汗 大汗 抓领口 抓胸 捂着胸口 捂胸口 捂住胸口 捂心口 捂着心口 扶着胸口 浑身抖 浑身直抖 直抖 手脚发软 手脚发麻 手脚僵 抽着 一抽一抽 在抽 直抽 咬舌 咬着舌 尿了一裤子 大小便失禁 磕出血 后脑勺 头先着地 鼻子出血 耳朵出血 摸不到气 没了气 气没了 没鼻息 探不到鼻息 气若游丝
      嘴皮乌 嘴唇乌 嘴乌 脸乌 喘不赢 摇都不动 推都不动 叫极都 没得反应 不晓得应 叫伊不应 叫伊袂应 袂应 拢袂应 凉冰冰 冰冰凉 都白了 硬邦邦 哼哼 呻吟
      只出气 出气多进气少 胸口不动 胸脯不动
    `,
  ),
  quiet: words(
    '不吭气 再没出声 没出声 没声了 没声音 没了声 没动静 没有动静 没了动静 不回话 不回应 也不回 没回音 光听见回声 只听见回声 没听见说话 没听见声音 没人吭 不吭气 不吭声 喊不应 叫不应 没人应 没人答 叫了没应 喊了没应 喊了也 没人影 不见人 倒在里头 倒在里面 倒里头 不敢下 没上来 没有上来 还没上来 没爬上来 没出来 一直没出来 对讲机没 手机没人接 绳子松 没拉动 拉不动绳 拉不上来',
  ),
  pit: words(
    '管道井 雨水井 污水井 窨井 检查井 井下 井里 井底 下井 下到井 泵坑 泵房底 坑底 坑里 地窖 菜窖 红薯窖 窖里 窖底 下窖 化粪池 粪池 沼气池 污水池 池子里 池底 罐里 罐底 罐子里 罐车里 储罐 料仓 粮仓 筒仓 仓底 涵管 管子里 管道里 管廊 下水道 集水井 船舱 腌菜池 发酵池 反应釜 烟道里 夹层里',
  ),
  wentIn: words('清 拿 下去 下到 下了 钻进 进去 爬下去 探头 看一眼 捞 掏 清 检修 疏通 人在底 人在下 在里面 在底下 掉'),
  cpr: words('心肺复苏 人工呼吸 按压胸口 胸外按压 在按压 拿AED 找AED 用AED 送AED 除颤 掐人中'),
  cprLesson: words(
    '培训 学习 学会 学了 教 讲 演示 示范 课 练习 证书 考核 考试 比赛 模拟 演练 安装 配备 放在 配置 检查 维护 说明 位置',
  ),
  sickGroup: words(
    '直吐 吐个不停 手脚发软 腿发软 浑身没劲 浑身没力 站不稳 站不住 脸发白 吐起来 吐了 直吐 想吐 恶心 头晕 头昏 头疼 头痛 迷糊 犯困 眼前发黑 心慌 发晕',
  ),
  household: words(
    '两人 三人 几人 数人 多人 三个人 两个人 一家三口 一家四口 四口人 三口人 五口人 爷俩 娘俩 父子俩 母女俩 一家人 一家子 全家 两口子 我们一家 屋里人 几个人 工友们',
  ),
  petDown: words('猫先 狗先 猫趴 狗趴 猫不动 狗不动 猫倒 狗倒 猫死 狗死 鸟死 鸟掉 金鱼 鹦鹉 猫躺 狗躺 猫也 狗也'),
  fuelRoom: words(
    '烟囱 炕洞 火炕 炕 灶膛 热水器 煤炉 煤炉子 蜂窝煤 炉子 炭盆 炭火 烧煤 烧炭 火盆 取暖 煤气 燃气 天然气 液化气 发电机 洗澡 门窗关 窗户关 关着窗 门窗紧 没开窗 罐子 气罐 熏蒸 药水 消毒',
  ),
  breathHard: words(
    '呼吸好辛苦 呼吸很辛苦 呼吸急 呼吸很急 呼吸不 喘得厉害 喘得不行 喘得说不 直喘 大口喘 大口喘气 气短 喘息 哮喘 哮喘发 倒气 拉风箱 胸口压 胸口闷 透不上气 透不过 气上不来 一口气上不来 上气不接 憋得慌 抽气',
  ),
  breathGrave: words(
    '紫 青 说不出 说不成 说不了 满头汗 冒汗 坐不住 躺不下 躺不平 氧气 喷雾 药没 药用完 没带药 没药 越来越 救 进不来 入不到 120 快 突然 发作 半夜',
  ),
  seizure: words('癫痫发作 癫痫犯 羊癫疯 羊角风 癫痫又发 抽风 发羊 惊厥 抽起来'),
  seizureNow: words('一直抽 还在抽 抽了 不停 咬舌 咬着 口吐 白沫 倒地 地上 现在 快 突然 教室 不醒 分钟'),
  lain: words('睡在 躺 趴 倒 蜷'),
  bloodPool: words('头上有血 身上有血 有血 一圈血 一摊血 一滩血 都是血 全是血 血泊 流血 血水 一地血 好多血'),
  limbBig: words('小腿 大腿 腿 胳膊 手臂 胳膊肘 脚踝 脚脖子 手腕 肩膀 膝盖 锁骨'),
  bent: words('弯成 变形 折了 折断 断了 扭成 反过来 反着 骨头戳 露骨头 骨头出 骨头都 歪到一边 耷拉 塌下去'),
  pain: words('疼得 痛得 直叫 动不了 哭 起不来 站不 惨叫 嚎 冒汗 骨头'),
  call: words('叫 喊 推 摇 拍 唤'),
  unanswered: words('没反应 没有反应 无反应 都没反应 也没反应 不应声 没应声 都不应 也不应 都不动 都不醒 不睁眼 没动弹'),
  office: words('物业 客服 维修 按钮 按键 遥控 机器 叫号 报修 投诉 反映 热线 门禁 声控 灯 快递 电话 领导 师傅来'),
  pressing: words('压倒 压着 压住 压在 砸中 砸着 砸在 埋着 夹着'),
  helplessNow: words('不能动 动不了 起不来 出不来 下面 底下 叫 哭 血 哼 喊 不动 骨头 没气'),
  behindDoor: words('屋里 屋内 房里 家里 门里 门缝 里头 里面 楼道 敲'),
  moan: words('呻吟 哼哼 求救声 微弱 呼救 喊救 喊疼 直哼 哀嚎'),
  foundSo: words('推门一看 撞开门 开门一看 进去一看 过去一看 撬开门 打开门一看 翻窗进去 砸开门 踹开门一看'),
  faceSign: words('脸色发 脸灰 脸色灰 脸色白 脸煞白 脸惨白 脸刷白 脸色惨白 脸没血色 嘴唇白 嘴唇发 嘴唇紫 面色'),
  heartSign: words('冷汗 胳膊麻 左胳膊 左肩 后背疼 胸口 胸闷 说不出话 喘 心跳 脉 大汗 站不住'),
  headOrMouth: words(
    '头要炸 头像要炸 头痛欲裂 头疼得厉害 头痛得厉害 嘴麻 嘴发麻 舌头麻 舌头发麻 手脚发麻 看东西重影 突然看不见 喷着吐',
  ),
  failing: words('吐了 站不起来 站不起 站不住 站不稳 叫不太醒 不太醒 昏昏沉沉 迷迷糊糊 说胡话 认不得人 说不出话 喘'),
  machineTook: words('带进去 绞进 卷进 轧进 压进 咬进 铰进 锯到 锯断 切到 铡到 绞了 卷了'),
  cannotPull: words('拿不出来 拔不出来 抽不出来 取不出来 弄不出来 出不来了 拽不出来'),
  brokenThrough: words('盖子断 盖子没 盖板 井盖 洞口 轿厢 电梯井 楼板 木板断 踩空 踩塌 桥板'),
  fellThrough: words('掉下去 掉了下去 摔下去 跌下去 漏下去 掉进去 掉到'),
  stopBeating: words('别打了 不要打了 别打我 求求你别 求你别打'),
  nextDoor: words('隔壁 楼上 楼下 对门 邻居 没声音 哭喊 一直喊'),
  neverCame: words('说没来 没来过 没去过 说没去 说没见 没见过她 没见过他 都说没'),
  birthing: words('孩子头都 头都露 孩子头露 头已经出来 生出来了 生了一半 脐带'),
  helpLate: words('救护车 医生 车上 路上 没到 家里 厕所'),
  bodyHot: words('身上烫 身上滚烫 不出汗 没汗 烫得'),
  redFlow: words('血水 有血水 红的流 红水 有血 血流 血从 地上一滩 红的流出 红的从'),
  cuts: words('口子 一条一条 一道一道 刀口 割痕 划痕 红的 伤疤 血道'),
  giveAway: words(
    '帮她养 帮他养 帮我养 转了一笔 照顾我的 分给大家 都分给 都送人 送给大家 都送给 不用还 全送了 都给了别人 东西都给 东西都送 清空 注销 删光',
  ),
  roofGoing: words('往楼顶跑 往楼顶 上楼顶 去楼顶 往顶楼 上顶楼 去天台 往天台 上天台 爬天台 顶层 楼顶坐 天台坐'),
  weary: words('掉泪 流泪 抹泪 抹眼泪 抹眼 哭 不说话 不吭声 不理人 发呆 下辈子 没意思 对不起 不等天亮 再见 遗'),
  ledge: words('栏杆边 栏杆 阳台 窗台 窗边 护栏 楼边'),
  steps: words('站上去 站上 搬到 搬椅子 椅子搬 踩着 爬上 跨 抬腿 往下看'),
  holds: words(
    '拎着 拎把 拎了 拎住 攥着 握着 揣着 提着 举着 拿着 拿把 揸住 揸着 捏着 手里 抄着 抄起 挥着 别着 扛着 掏出',
  ),
  weapon: words('刀 菜刀 砍刀 柴刀 杀猪刀 剔骨刀 斧 锤 棍 钢管 铁管 枪 砖 镐 锄头 剪刀 钢叉 锥 钳 铁锹 扳手 电棍'),
  seeks: words(
    '找人 找他 找她 找我 找主任 找医生 找老师 找领导 踹 追 堵 要冲 冲进 冲着 骂 喊 吼 嗌 闯 拦 走来走去 行来行去 晃来晃去 晃荡 乱 吓 要打 要杀 要命 条命 不让 不走',
  ),
  cook: words('切 厨师 做饭 修 装修 施工 师傅在 干活 种 挖 收割 砍柴 砍树 钉'),
  scream: words('尖叫 惨叫 哭喊 喊救 哭嚎 女人叫 女的叫 哭叫 吼 喊着'),
  killWords: words('弄死 打死 砍死 杀了 捅死 要你命 要他命 要她命 条命 别打了 求你 放开我 救'),
  glassBreaks: words('玻璃碎 砸东西 摔东西 砸门 打砸 摔打'),
  hurls: words('往下扔 往下砸 往人群扔 往下丢 从楼上扔 不停扔 乱扔 往外扔'),
  hardThing: words('菜刀 砖头 石头 酒瓶 板凳 椅子 煤气罐 哑铃 锅'),
  pushHead: words('往墙上撞 往玻璃上撞 往地上撞 撞墙 揪头发 揪住头发 抓头发 拽头发 踩在头 踩头 踹肚子 扇得'),
  couple: words('两口子 夫妻 男的 女的 老婆 老公 她 他'),
  blocksWay: words('堵着 堵住 围着 围住 拦着 拦住 缠着 尾随 跟着 跟踪'),
  woman: words('同学 室友 我 小姑娘 姑娘 女孩 女生 女的 女学生 女同学 小女孩 学生 女士 妹子 闺女'),
  harass: words(
    '往车里拉 扇耳光 扇巴掌 打耳光 拍视频 扒衣服 不让走 拽她 拽包 拉扯 动手动脚 摸她 往车上 搂 扯衣服 抢包 扒',
  ),
  grabs: words(
    '拖进巷 抱着不是自己的 拉上车 硬拽 拽上 拽进 拖上 拖进 抱走 强拉 硬拉 抢走 人贩子 拽走 掳 塞进车 塞车 抱着跑 抱着包走',
  ),
  carOrAway: words(
    '巷子 树林 小树林 房间 厕所 楼梯间 楼道 车里 面包车 车 往西 往东 往南 往北 跑了 走了 门口 不撒手 不松手',
  ),
  sunkIn: words('陷在 陷进 陷到 卡在 埋到 埋在'),
  tide: words('涨潮 潮水 拔不出 越陷越深 淤泥 泥里 流沙 沼泽 只剩头'),
  wedged: words('墙缝 石缝 夹缝 缝里 缝中 树杈 窨井口 管子里 烟囱里'),
  thief: words('有贼 小偷 有人 贼 一个男的 陌生人 蒙面 一个人'),
  atWork: words('正在撬 在撬 撬我家 撬门 撬锁 翻进 爬进 往里爬 正往里 翻阳台 翻窗 进屋了 进来了 在翻 砸窗'),
  opening: words('在撬 捅锁 开锁 用工具开 拧门 拧把手 掰门 砸锁 转钥匙 开我家的门 试密码 输密码'),
  myDoor: words('我家门 我家的门 我门 门锁 防盗门 我的门 房门'),
  lured: words('骗去 骗到 骗走 拐到 传销 网上认识 网友 见网友 被骗'),
  heldThere: words('关起来 不让走 不放 出不来 定位 手机被收 身份证被收 看着他 看着她 看着我 赎金 打钱'),
  letterLeft: words('一封信 遗 纸条 字条 留言 拉黑 短信 写着 发了 留了'),
  noSeek: words('别找我 不用找我 不要找我 别再找我 别救我 不要救我'),
  footsteps: words('进贼 进了贼 脚步声 有动静 撬门声 开门声 翻东西 翻箱 有人走动 有人进'),
  hiding: words('衣柜 床底 不敢出声 不敢动 躲在 躲着 锁在卧室 锁在房 别打电话 不是我家 家里没别人 只有我'),
  lash: words('皮带声 皮带抽 抽她 抽他 棍子抽 打骂声 追着打 后面追'),
  flees: words('光着脚 跑到楼道 跑出来 跑出门 躲 哭 求 往外跑'),
  clutch: words(
    '捂着胸 捂胸 捂住胸 捂着心 捂心口 抓胸口 抓领口 捂着肚子 捂着头 抱着头 掐着脖子 抓着脖子 捂着脖子 揪着胸',
  ),
  clutchGrave: words('歪 倒 蹲 汗 脸 灰 白 青 紫 喘 说不出 不动 靠着墙 滑 下去 起不来 疼 难受'),
  stuckOnFloor: words(
    '摔倒 摔倒了 摔了 摔倒 摔倒了 坐地上 坐在地上 坐到地上 躺地上 躺在地上 趴地上 趴在地上 滑了一下 滑倒 摔在 摔到 摔了 跌在 卡在马桶 卡在浴缸 卡在床缝',
  ),
  cannotRise: words(
    '动弹不得 腿动不了 门开不了 手机够 起不来 爬不起 站不起 动不了 动不得 门开不了 够不着门 够不着 不听使唤 不像自己的 没知觉 使不上劲 腿断 骨头 有人吗 一个人在家 没人扶 扶不起',
  ),
  leap: words(
    '跌落 坠落 摔落 跳下来 跳下去 跳了下 跳楼 跳下 掉下来 掉下去 坠下 坠楼 摔下来 摔下去 飞下来 栽下来 翻下来 滚下来 掉了下',
  ),
  upFloor: words(
    '米高的架 的架子 楼上 楼顶 顶楼 天台 阳台 窗户 窗台 二楼 三楼 四楼 五楼 六楼 七楼 八楼 九楼 十楼 高处 梯子 脚手架 架子上 房顶 屋顶 墙头 围墙上 桥上 塔上 吊篮 台阶上 楼梯上 树上',
  ),
  personFell: words(
    '工友 师傅 民工 有人 一个人 个人 人从 男的 女的 老人 孩子 小孩 学生 工人 师傅 同学 患者 病人 大爷 大妈 奶奶 爷爷 小伙 姑娘 女孩 男孩 他 她 我爸 我妈 我老公 我儿子 我女儿',
  ),
  bleedPart: words(
    '口里 鼻 嘴 鼻子 下面 牙 头 额头 脑袋 脑壳 后脑 脖子 手腕 胳膊 大腿 腿 手 肚子 脸 下身 嘴里 眼睛 胸口 身上 伤口',
  ),
  bleeding: words(
    '涌血 往外涌 流血 冒血 出血 淌血 飙血 喷血 血止 血流 血一直 血直 都是血 全是血 血糊 血窟窿 见骨 骨头露 骨头都 开了瓢 开瓢 头都开了 开了花 开花了 口子很深 大口子 一盆血 一摊血 一滩 血水',
  ),
  bleedGrave: words(
    '厉害 孕妇 肚子 止不住 止不了 一个小时 半小时 半天 不止 一直 好多 很多 一地 地上 浑身 满身 满脸 按不住 捂不住 压不住 毛巾都 喷 飙 涌 快 昏 晕 白 推搡 打',
  ),
  scald: words('泼了 浇了 浇到 浇在 烫伤 烫着 烫到 烧伤 烧着 灼伤 烫得 烫坏 烫了 炸伤 溅到 泼到 泼了'),
  scaldGrave: words(
    '一身 烧开 滚水 热汤 喊疼 直叫 哭 皮掉 脱皮 起泡 泡 整条 整个 一大片 大片 严重 脸上 全身 后背 大腿 胸口 蒸汽 开水 热油 滚油 硫酸 强酸 眼睛 眼',
  ),
  pillsAll: words(
    '一整瓶 整瓶 一瓶药 一瓶都 半瓶 大半瓶 一大把 一把药 整板 一整板 两板 好几板 全吃 都吃了 全吞 都吞 都倒嘴里 倒嘴里 倒进嘴 空药瓶 药瓶空 药瓶子 空瓶 药板空 一盒全',
  ),
  pillsTaken: words('吃 吞 喝 倒嘴 倒进嘴 往嘴里 塞嘴 灌 抢不下 药 安眠 农药'),
  wrongEat: words(
    '当酱油 当盐 当水 当酒 当药 当糖 误服 误食 误喝 误吞 误吸 误饮 食错 吃错 喝错 错喝 错吃 当饮料喝 当水喝 当糖吃 当酒喝 偷喝 偷吃 偷吃了 抓着吃 喝了一口 吃了一口 舔了',
  ),
  poisonStuff: words(
    '农药 药水 除草剂 百草枯 敌敌畏 老鼠药 鼠药 灭鼠 杀虫 杀虫剂 洁厕 消毒 消毒液 漂白 84 汽油 柴油 机油 煤油 酒精 甲醇 强酸 硫酸 盐酸 烧碱 水银 体温计 温度计 胶水 降压药 降糖药 安眠药 精神药 药片 避孕药 毒 蘑菇 菌子 野果 河豚 电池 干燥剂 防冻液 洗洁精 洗衣液 除垢 管道疏通 樟脑丸 花露水 风油精 指甲油 卸妆 染发 蟑螂药 种子 拌种',
  ),
}

const ill = { number: '120', category: 'hardship' } as const
const fume = { number: '120', category: 'hardship' } as const

export const PEOPLE_SIGN_RULES: readonly Together[] = [
  { ...ill, all: 'elder|child|kin|adult|named|title + sank + bodySign - thing|notIll', within: 22 },
  { ...ill, all: 'elder|child|kin|adult|named + lying|lain + bloodPool', within: 14 },
  { ...ill, all: 'limbBig + bent + pain - thing|table|notIll', within: 14 },
  { ...ill, all: 'foundSo + sank|lain', within: 12 },
  { ...ill, all: 'elder|child|kin|adult|named|title + faceSign + heartSign - notIll', within: 18 },
  { ...ill, all: 'headOrMouth + failing + elder|child|kin|adult|self - question|notIll', within: 18 },
  { ...ill, all: 'limb + machineTook - belongings', within: 10 },
  {
    number: '119',
    category: 'security',
    all: 'stuckPart + cannotPull + child|elder|adult|kin|self - notIll',
    within: 14,
  },
  {
    number: '119',
    category: 'security',
    all: 'brokenThrough + fellThrough + elder|child|kin|adult - nearMiss',
    within: 16,
  },
  { number: '110', category: 'dispute', all: 'stopBeating + nextDoor', within: 18 },
  { number: '110', category: 'security', all: 'child + neverCame + dark|seek|unreachable', within: 24 },
  { ...ill, all: 'birthing + helpLate|pregnant', within: 16 },
  { ...ill, all: 'heat + sank + bodyHot', within: 18 },
  { ...ill, all: 'call + unanswered - office|belongings', within: 4 },
  { ...ill, all: 'elder|child|kin|adult|named|household + pressing + helplessNow - nearMiss|notIll', within: 12 },
  { ...ill, category: 'security', all: 'behindDoor + moan', within: 16 },
  { ...ill, category: 'security', meant: true, all: 'selfShut + quiet|redFlow', within: 24 },
  { ...ill, category: 'security', all: 'behindDoor + redFlow', within: 8 },
  { ...ill, category: 'security', meant: true, all: 'wrist + cuts - belongings', within: 10 },
  {
    number: '110',
    category: 'security',
    meant: true,
    all: 'giveAway + young|named + unreachable|vanished',
    within: 30,
  },
  { number: '110', category: 'security', meant: true, all: 'roofGoing + weary + young|named - workAloft', within: 30 },
  { number: '110', category: 'security', meant: true, all: 'ledge + steps + weary', within: 30 },
  { number: '110', category: 'security', all: 'holds + weapon + seeks - tool|cook', within: 14 },
  { number: '110', category: 'security', all: 'scream + killWords|glassBreaks', within: 20 },
  { number: '110', category: 'security', all: 'hurls + weapon|hardThing - nearMiss', within: 10 },
  { number: '110', category: 'dispute', all: 'pushHead + couple|elder|child|kin|adult', within: 18 },
  { number: '110', category: 'security', all: 'blocksWay + woman + harass', within: 14 },
  { number: '110', category: 'security', all: 'grabs + woman|child + carOrAway - notKidnap', within: 16 },
  { number: '110', category: 'security', all: 'thief + atWork', within: 10 },
  { number: '110', category: 'security', all: 'opening + myDoor + alone|hiding|now', within: 20 },
  { number: '110', category: 'security', all: 'lured + heldThere', within: 30 },
  { number: '110', category: 'security', meant: true, all: 'letterLeft + noSeek', within: 16 },
  { number: '110', category: 'security', all: 'footsteps + hiding', within: 24 },
  { number: '110', category: 'dispute', all: 'lash + flees', within: 20 },
  { ...ill, all: 'elder|child|kin|adult|self|named + breathHard + breathGrave - question', within: 20 },
  { ...ill, all: 'seizure + seizureNow - notIll', within: 12 },
  { ...ill, all: 'clutch + clutchGrave + elder|child|kin|adult|named|title', within: 16 },
  { ...ill, all: 'cpr - cprLesson|notIll' },
  { ...ill, all: 'self + stuckOnFloor + cannotRise', within: 26 },
  { ...ill, all: 'named|title + fainted - notIll', within: 2 },
  { ...ill, all: 'bleedPart + bleeding + bleedGrave - notIll', within: 12 },
  { ...ill, all: 'elder|child|kin|adult|self|named|household + scald + scaldGrave - notIll', within: 16 },
  { ...ill, category: 'security', all: 'wrongEat + poisonStuff - notIll|question', within: 8 },
  {
    ...ill,
    category: 'security',
    meant: true,
    all: 'pillsAll + pillsTaken + elder|child|kin|adult|young - poisonUsual',
    within: 12,
  },
  { ...ill, category: 'security', all: 'personFell + upFloor + leap - nearMiss|belongings|workWas', within: 10 },
  { number: '119', category: 'security', all: 'pit + wentIn + quiet', within: 20 },
  {
    number: '119',
    category: 'security',
    all: 'elder|child|kin|adult|self|named + sunkIn + cannotRise|tide',
    within: 20,
  },
  { number: '119', category: 'facility', all: 'child|elder|adult + wedged + stuckIn - belongings|toy', within: 10 },
  {
    ...fume,
    all: 'sickGroup + fuelRoom + elder|child|kin|adult|self|petDown|many|household - question|notIll',
    within: 24,
  },
  { ...fume, all: 'petDown + sickGroup', within: 20 },
  { ...fume, all: 'fuelRoom + sank|bodySign + elder|kin|adult|child|many|household + indoors', within: 30 },
]

/** Words that only take a rule out, or that these rules ask for besides. */
export const PEOPLE_SIGN_COMPANY: Readonly<Record<string, string>> = {
  fainted: '晕了 晕倒 昏了 晕过去 昏过去 昏倒 厥过去 休克 抽了 抽起来 没气了 不行了 摔晕',
  notIll:
    '打疫苗 疫苗 恢复 出院 康复 上次 去年 前年 以前 曾经 复查 体检 出诊 门诊 怎么预防 手术后 后遗症 看晕 忙晕 转晕 说晕 气晕 笑晕 热晕了头 晕车 演练 模拟 培训 学习',
  belongings:
    '花盆 衣服 被子 手机 垃圾 烟头 瓷砖 墙皮 空调 瓶子 玻璃 树枝 广告牌 晾衣 快递 水泥 石头 砖 瓦 灯 猫 狗 冰 钥匙 雪',
  toy: '玩具 球 鞋 书包 钥匙',
  indoors: '屋里 家里 里面 敲窗 敲门 静悄悄 没动静 门缝 房里 窗户',
}
