/**
 * Taking the names of persons out of a text that must not carry any (a grievance shared by many).
 *
 * By lexicon: surnames, titles, signs usual in given names. It would rather take a name too many than leave one in.
 */

/** Dots as they are typed between the parts of a name. */
export const MIDDLE_DOTS = '·•‧・･∙⋅'
const BETWEEN_PARTS = new RegExp(`\\s*[${MIDDLE_DOTS}]\\s*`, 'u')

/** `阿依古丽•买买提` → its two parts, whichever dot stands between; a name without one is its only part. */
export function partsOfName(name: string): string[] {
  return name.trim().split(BETWEEN_PARTS)
}

const COMPOUND_SURNAMES =
  '欧阳|歐陽|上官|司马|司馬|诸葛|諸葛|司徒|夏侯|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|端木|东方|東方'
const SURNAMES =
  '张張王李赵趙刘劉陈陳杨楊周吴吳徐孙孫朱胡郭何林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金贾賈夏韦韋付傅方邹鄒熊孟秦邱侯江尹薛闫閆段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢严嚴赖賴武戴莫孔向汤湯高马馬黄黃白康温溫常施牛樊葛洪安文庞龐齐齊岳倪管翟甘凌聂聶柳庄莊祝关關舒耿鲁魯涂路焦左霍申翁柏裴骆駱卓茅盛邢殷辛解柯梅房'
/** As a part of a pattern. */
export const SURNAME = `(?:${COMPOUND_SURNAMES}|[${SURNAMES}])`
/** Signs that given names are made of. */
const GIVEN =
  '伟偉芳娜秀英敏静靜丽麗强強磊军軍洋勇艳艷杰傑娟涛濤明超兰蘭霞平刚剛桂玉梅华華建国國文辉輝志永红紅春秋冬雪莲蓮荣榮福祥贵貴忠义義仁德才学學海波涵宇轩軒浩然子梓晨怡欣悦雨佳嘉琪琳瑶瑜珍珠凤鳳龙龍燕鹏鵬飞飛翔云雲峰岩松柏林森木水泉清淑贤賢慧惠爱愛莉萍菊香莹瑩婷婉倩茹美凡帆康健安宁寧生根宝寶财財旺富发發长長庆慶利民东東南北中正元亮光新兴興立成功胜勝斌彬武威震宏弘洪俊凯凱旭阳陽昊天博睿哲思远遠彦毅恒诚誠信世家守道少小大有金银銀铁鐵柱栓锁娃妹巧翠花月娥芬芝喜乐樂群彩虹霖霄鑫淼焱炳炎运運来來良进進先友如意顺順定培树樹维維继繼承绍紹克启啟振朝政瑞吉祖宗耀星辰'
const TITLE =
  '书记|書記|支书|主任|师傅|師傅|老师|老師|医生|醫生|大夫|护士|護士|先生|女士|小姐|同志|阿姨|大爷|大爺|大妈|大媽|大娘|大叔|大婶|大嫂|大哥|大姐|叔叔|伯伯|奶奶|爷爷|爺爺|婆婆|婶婶|经理|經理|老板|老闆|局长|局長|校长|校長|院长|院長|科长|科長|处长|處長|队长|隊長|组长|組長|村长|村長|镇长|鎮長|所长|所長|站长|站長|区长|区長|班长|班長|楼长|樓長|会计|會計|律师|律師|教授|警官|委员|委員|代表|工头|工頭|总|總|哥|姐|叔|伯|婶|嬸|姨|嫂|某某|某|氏'
/** Pairs of such signs that are words of their own: 向大家, 江东南. */
const NO_GIVEN_NAME =
  '大家|大小|小大|东南|東南|东北|東北|南北|中南|中东|有心|有利|民生|发生|發生|安全|安宁|成立|家家|家庭'
/** What begins with a surname and is no person. */
const WORD_AFTER_NICKNAME = '(?![层層车車路库庫山区區学學桥橋门門院楼樓坝壩案法具金属屬油石子头頭花水]|家具)'
const BEFORE_NAME =
  '(?:(?:带头|帶頭|牵头|牽頭|领头|領頭|挑头|挑頭|为首|為首|组织|組織|发起|發起)(?:的|的人|人|者)?(?:就?是|有|还有)|叫做|叫|名叫|名为|名字是|姓名是?|户主|戶主|业主|業主|居民|村民|住户|住戶|工人|家长|家長|牵头人?|牽頭人?|带头人?|帶頭人?|发起人|發起人|组织者|組織者|联系人|聯繫人|当事人|當事人|代表|报告人|反映人|投诉人|签名|簽名|找|跟|和|与|與|由|被|有|、|，|,|:|：|。|；|\\s|^)'

const STEPS: readonly RegExp[] = [
  // 姓张的
  new RegExp(`(?<=姓)${SURNAME}`, 'gu'),
  // 张建国、欧阳娜娜
  new RegExp(`${SURNAME}(?!${NO_GIVEN_NAME})[${GIVEN}]{2}`, 'gu'),
  // 张师傅、张强师傅: the title stays
  new RegExp(`${SURNAME}[${GIVEN}]?(?=${TITLE})`, 'gu'),
  // 老张、小李
  new RegExp(`(?<=[老小阿])[${SURNAMES}]${WORD_AFTER_NICKNAME}`, 'gu'),
  // 代表张强、李敏和王芳等: two signs only where something announces them and the name ends there
  new RegExp(
    `(?<=${BEFORE_NAME})${SURNAME}(?!${NO_GIVEN_NAME})[${GIVEN}](?=[、，,。；;：:和与與跟找等带帶牵牽说說家的在\\s]|$)`,
    'gu',
  ),
]

/**
 * The text with every name of a person replaced sign by sign (`张建国` → `某某某`, `王师傅` → `某师傅`), and how many
 * there were. Same length as before.
 */
export function stripNames(text: string): { text: string; nameCount: number } {
  let nameCount = 0
  const stripped = STEPS.reduce(
    (rest, step) =>
      rest.replace(step, (name) => {
        nameCount++
        return '某'.repeat(name.length)
      }),
    text,
  )
  return { text: stripped, nameCount }
}

const COMPOUND_SURNAME = new RegExp(`^(?:${COMPOUND_SURNAMES})`, 'u')

/**
 * Whether the text speaks of the person by full name, or by surname and one of `titles` (`周书记`).
 *
 * A surname alone (`老周`) is not enough: many share it.
 */
export function namesPerson(text: string, name: string, titles: readonly string[] = []): boolean {
  if (name.length < 2) return false
  if (text.includes(name)) return true
  const surname = surnameOf(name)
  return titles.some((title) => text.includes(`${surname}${title}`))
}

export function surnameOf(name: string): string {
  return COMPOUND_SURNAME.exec(name)?.[0] ?? name.charAt(0)
}
