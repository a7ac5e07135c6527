import type { Category } from '../domain/vocabulary.ts'
import type { Span } from './clauses.ts'
import { DANGERS, type Danger, HARMLESS } from './lexicon/emergencies.ts'
import { WordTree } from './word-tree.ts'

/** Life or limb at stake, as the words tell it. */
export interface Emergency extends Span {
  number: Danger['number']
  category: Category
}

type Found = Pick<Danger, 'number' | 'category'> | 'harmless'

const dangers = new WordTree<Found>()
for (const { words, number, category } of DANGERS) for (const word of words) dangers.add(word, { number, category })
for (const word of HARMLESS) dangers.add(word, 'harmless')

const PERSON =
  '(?:老人家?|老爷子|老太太|老母亲|老父亲|丈母娘|岳父|公公|丫头|侄子|外甥|室友|舍友|孩子|小孩|小朋友|宝宝|婴儿|学生|同学|女孩|男孩|女生|男生|女的|男的|女人|男人|小伙|姑娘|妇女|大爷|大妈|大娘|奶奶|爷爷|外婆|外公|姥姥|姥爷|阿婆|阿公|老伯|老太|老头|老伴|老公|老婆|爸|妈|父亲|母亲|儿子|女儿|闺女|孙子|孙女|弟弟|妹妹|哥哥|姐姐|邻居|住户|工人|病人|患者|[他她我]|有人|个人|痴呆|人)'
/** Dangers that only show in the company of other words: who, where, what. */
const TOGETHER: readonly [Danger['number'], Category, RegExp][] = [
  [
    '110',
    'security',
    new RegExp(`${PERSON}.{0,14}(?:没回家|没回来|未归|不见了|找不[到着]|联系不上|没到家|不知去向|没见人影|丢了)`),
  ],
  ['110', 'security', /(?:找不[到着]|丢了).{0,4}(?:老人|孩子|小孩|大爷|奶奶|爷爷|阿婆|爸|妈|女儿|儿子|孙子|孙女)/],
  ['110', 'security', /(?:出门|出去|出走|跑出去|离开家).{0,16}(?:没回|未归|找不|联系不|不见)/],
  ['119', 'facility', /(?:煤气|燃气|天然气|灶|炉子).{0,6}(?:忘(?:了|记)?关|没关)|忘(?:了|记)?关(?:煤气|燃气|火|灶)/],
  ['120', 'hardship', /高烧.{0,8}(?:抽|不退.{0,4}迷糊|昏)|(?:胸口|心口).{0,4}(?:疼|痛).{0,10}(?:喘|汗|不行|动不了)/],
  ['120', 'security', /(?:吃|吞|喝)了?.{0,6}(?:安眠药|老鼠药|农药|敌敌畏|百草枯|除草剂|整瓶药|一把药|好多药|一瓶药)/],
  ['110', 'student', /(?:查寝|查铺|点名|晚自习|宿舍|寝室).{0,8}(?:少一个|少了一个|少1|缺一个|少个|没回).{0,10}/],
  [
    '110',
    'security',
    new RegExp(
      `${PERSON}.{0,6}(?:坐|站|爬|翻|跨|骑|趴|悬|吊)(?:在|到|上|出|过)?.{0,4}(?:窗台|窗户|窗外|窗沿|天台|楼顶|顶楼|房顶|阳台外|阳台边|护栏|栏杆|桥栏|桥边|吊臂|塔吊|空调外机).{0,10}(?:哭|喊|不应|不下来|要跳|想跳|外面|边上|边缘|往下|情绪|劝)`,
    ),
  ],
  [
    '110',
    'security',
    /(?:窗台|窗户|天台|楼顶|顶楼|桥栏|护栏).{0,4}(?:外|边上|边缘|上)?(?:坐|站|有|趴)(?:着|了)?.{0,3}(?:人|女的|男的|孩子|姑娘|小伙|女孩|男孩|学生).{0,10}(?:哭|喊|不应|跳|不下来|往下)/,
  ],
  [
    '120',
    'facility',
    /(?:呼吸机|氧气机|制氧机|吸氧).{0,16}(?:停电|没电|断电|停了|撑不)|(?:停电|没电|断电).{0,16}(?:呼吸机|制氧机|氧气机|吸氧)/,
  ],
  ['120', 'traffic', /(?:救护车|消防车|急救车).{0,6}(?:进不[来去]|过不[来去]|开不进|出不[来去]|堵|被挡)/],
  [
    '119',
    'facility',
    /(?:电梯|轿厢).{0,10}(?:出不[来去]|困|关着人|有人在里面|里面有人|喊救)|(?:困|关|卡)在.{0,4}(?:电梯|轿厢)/,
  ],
  [
    '119',
    'facility',
    /(?:煤气|燃气|天然气|液化气|瓦斯).{0,8}(?:味|漏|泄|嘶嘶|呲呲)|(?:闻到|闻着|有股).{0,6}(?:煤气|燃气|天然气|瓦斯|液化气)/,
  ],
  [
    '119',
    'facility',
    /(?:水|漫|淹).{0,4}(?:到|过|没)了?(?:脚脖子|脚踝|膝盖|小腿|大腿|腰|胸|床|半人高|一楼)|(?:一楼|屋里|家里|地下室|车库).{0,6}(?:都|全|被|已经)?(?:淹|进水)了?.{0,8}(?:快|急|还在涨|救)/,
  ],
  [
    '119',
    'fire',
    /(?:电线|电表|电箱|插座|变压器|电池|电瓶|电动车|油锅|配电箱|线路).{0,8}(?:冒烟|冒火|着了|烧了起来|烧起来|打火.{0,4}(?:冒|大))/,
  ],
  [
    '119',
    'security',
    /(?:墙|房|屋|楼|棚|脚手架|雨棚|广告牌|树).{0,6}(?:塌|倒|砸|垮|掉).{0,8}(?:人|孩子|老人|路人|底下有)/,
  ],
  [
    '119',
    'security',
    /(?:老人|孩子|小孩|人|男孩|女孩|娃|学生|大爷|奶奶).{0,6}(?:掉|滑|栽|跌|摔)(?:进|到|下|入)(?:了)?.{0,4}(?:河|塘|井|湖|江|水|沟|渠|坑|池|窨井)/,
  ],
  [
    '120',
    'hardship',
    new RegExp(
      `(?:老人|大爷|大妈|奶奶|爷爷|孩子|阿婆|阿公|老太|病人|学生|${PERSON}).{0,8}(?:摔|跌|滚|倒)(?:在|到|下|了|倒).{0,8}(?:起不来|不动|不能动|流血|出血|昏|没反应|叫不应|爬不起)`,
    ),
  ],
  ['120', 'hardship', /(?:流|出)(?:了)?(?:很多|好多|一地|满地|大量|不少)血|血.{0,4}(?:止不住|流了一地|直流|一直流)/],
  [
    '122',
    'traffic',
    new RegExp(
      `(?:车|电动车|摩托|货车|轿车|三轮).{0,6}(?:撞|轧|碾|刮)(?:了|到|倒|伤|飞|着)?.{0,6}(?:${PERSON})|${PERSON}.{0,6}被.{0,8}(?:车|摩托).{0,3}(?:撞|轧|碾|刮倒)`,
    ),
  ],
  ['110', 'dispute', /(?:听着|听起来|像|好像|感觉|恐怕).{0,4}(?:动手|打起来|在打|打人|打架)/],
  ['110', 'security', /(?:孩子|小孩|婴儿|宝宝|老人|娃).{0,6}(?:锁|关|反锁|困)在.{0,3}(?:车|屋|家|房|厕所|卫生间)/],
]

const SENTENCE_END = /[。!?;\n]/
const DENIED =
  /(?:没有?|未|无|不是|并非|没见|没发现|未发现|不会|没再|不要|不能|不|别|禁止|严禁|防|防止|预防|谨防|防范|避免|杜绝|以防|免得|以免|当心|小心|注意|远离|反对|拒绝)(?:再|有|发生|出现|人|任何|什么|乱)*.{0,2}$/
const FEARED =
  /(?:万一|如果|要是|假如|假设|倘若|一旦|怕|担心|恐怕|容易|可能|会不会|能不能|差点|险些|差一点|迟早|早晚|否则|不然|再不|真要|造成|引起|引发|导致|会|要|像|跟|似的|影响)[^,。;!?\n]{0,12}$/
const HAPPENS_NOW =
  /(?:听着像|像是|好像|听起来|看着像|疑似|感觉|可能是|要跳|想跳|要砍|要自杀|要轻生|要死|快|马上要|就要|正要|正)[^,。;!?\n]{0,6}$/
const TAUGHT =
  /演练|演习|培训|讲座|宣传|知识|讲解|科普|视频|新闻|转发|朋友圈|电影|电视|预案|手册|传单|海报|标语|案例|竞赛|征文|主题|课|学了|学习|防溺水|防火|反诈|防走失|应急|逃生|教大家|提醒大家|警示|通报|模拟/
const OVER =
  /(?:已经?|都|人|终于|刚)?(?:扑灭|浇灭|打灭|灭了|救出|救上来|找到了|找回来|找着了|劝下来|劝开了|劝住|虚惊一场|没事了|平安|出院|醒过来|回来了|回家了|脱离危险|修好|恢复了?正常|控制住|拉开了|拦下来|抓住了|抓到了|被抓|带走了|和好|和解|处理完|处理好)/
const NOT_OVER = /(?:没|还没|未|没有|没能)(?:有)?(?:扑灭|找到|找着|救出|救上来|控制住|劝下来|抓到|抓住)/
const LONG_AGO =
  /(?:去年|前年|上个?月|上个?周|上次|上回|以前|之前|曾经|当年|那年|那次|那会儿|小时候|前阵子|前段时间|前些天|前几天|[0-9一二两三四五六七八九十]+(?:年|个月|周)前|早年|历史上)/
const YESTERDAY = /昨[天晚日夜]|前[天晚日]|[二两三四五六七八九十0-9]+天前/
const QUESTION =
  /(?:怎么办理|怎么申请|怎么预防|如何预防|怎么报名|怎么赔|怎么理赔|赔多少|算不算|是真的吗|多少钱|去哪|在哪|有没有|收费)/

/** The first danger in the text that is real and now, or `null`. In doubt it leans to yes. */
export function findEmergency(text: string): Emergency | null {
  const candidates: Emergency[] = []
  const harmless: Span[] = []
  for (const { from, to, value } of dangers.scan(text)) {
    if (value === 'harmless') harmless.push({ from, to })
    else if (candidates.length < MAX_CANDIDATES) candidates.push({ from, to, ...value })
  }
  for (const [number, category, pattern] of TOGETHER) {
    const found = pattern.exec(text)
    if (found && !harmless.some((h) => h.from <= found.index && h.to >= found.index + found[0].length))
      candidates.push({ from: found.index, to: found.index + found[0].length, number, category })
  }
  const real = candidates.filter((candidate) => isReal(text, candidate)).sort((a, b) => a.from - b.from)
  const first = real.find(({ from, to }) => !CALLS.has(text.slice(from, to))) ?? real[0]
  return first ? { ...first, number: numberFor(text, first, real), category: categoryFor(text, first) } : null
}

const REACH = 60
/** Words of danger that are weighed in one message. */
const MAX_CANDIDATES = 300

function isReal(text: string, { from, to }: Span): boolean {
  const sentence = sentenceAround(text, from, to)
  const before =
    text
      .slice(Math.max(0, from - 14), from)
      .split(/[,。;!?\n]/)
      .at(-1) ?? ''
  const weak = WEAK_WORDS.has(text.slice(from, to))
  if (DENIED.test(before) && !/(?:要不|是不是|差不)$/.test(before)) return false
  if (FEARED.test(before) && !HAPPENS_NOW.test(before)) return false
  if (TAUGHT.test(sentence) && !/救命|快来人|快点|快!/.test(sentence)) return false
  const rest = text.slice(from, from + REACH * 2)
  if (OVER.test(rest) && !NOT_OVER.test(rest)) return false
  if (LONG_AGO.test(sentence)) return false
  if (YESTERDAY.test(sentence) && !STILL.test(sentence)) return false
  if (QUESTION.test(sentence)) return false
  return !weak || URGENT_COMPANY.test(sentence)
}

/** Cries for help; another word says what for. */
const CALLS = new Set(['救命', '救人', '叫救护车', '快叫救护车', '打120', '快打120', '119'])
/** Words that are an emergency only when somebody calls for help with them. */
const WEAK_WORDS = new Set([
  '119',
  '打人',
  '烫到',
  '烫伤',
  '烧伤',
  '入室',
  '枪',
  '要跳',
  '被压',
  '被撞',
  '泄漏',
  '喝药',
  '摔下来',
  '自残',
  '快生了',
  '要生了',
  '呼吸机',
  '心绞痛',
  '癫痫',
  '中毒',
  '炸了',
  '高空坠落',
  '火光',
  '明火',
  '被淹',
  '打孩子',
  '菜刀',
  '窒息',
  '侧翻',
  '肇事',
  '困住',
  '困人',
  '自燃',
  '打伤',
  '动手了',
  '大火',
  '烧着',
  '抢包',
  '中风了',
  '便血',
  '救人',
])
const URGENT_COMPANY =
  /快|急|救|正在|现在|刚刚|刚才|刚|马上|!|来人|报警|打了?1[12][0-9]|流血|不止|孩子|老人|有人|起来|了(?:$|[,。!])/
const STILL = /现在|还没|至今|到现在|仍|还在|一直没|今天|没回|没找到|没消息|不见|失踪|失联|找不到/

function sentenceAround(text: string, from: number, to: number): string {
  let start = from
  while (start > 0 && from - start < REACH && !SENTENCE_END.test(text[start - 1] ?? '')) start--
  let end = to
  while (end < text.length && end - to < REACH && !SENTENCE_END.test(text[end] ?? '')) end++
  return text.slice(start, end)
}

/** Fire and trapped people first: the fire brigade rescues; else the first danger told. */
function numberFor(text: string, { number }: Emergency, real: readonly Emergency[]): Danger['number'] {
  if (real.some((r) => r.number === '119')) return '119'
  if (
    number === '110' &&
    /流血|血|昏|喝农药|吞药|割腕|划手腕|安眠药/.test(text) &&
    /喝|吞|割|划|流血不止|昏迷/.test(text)
  )
    return '120'
  return number
}

/** In schools and hospitals, among spouses and on hills the same danger has another first handler. */
function categoryFor(text: string, { category, from }: Emergency): Category {
  if (category === 'fire' && /山[上头坡脚]|后山|[东西南北]山|林[子场地]|森林|树林|坡上|竹林/.test(text)) return 'forest'
  if (category === 'hardship' || /自残|划手腕|割腕|不想活/.test(text.slice(from, from + 4))) {
    if (/学生|同学|[男女]生|宿舍|寝室|教室|操场|班[上里]|我们班|[初高][一二三]|年级|体育课|军训/.test(text))
      return 'student'
    if (/病房|病区|门诊|候诊|急诊|输液|护士站|患者|病人|[0-9]床/.test(text)) return 'patient'
  }
  if (category === 'security' && /两口子|夫妻|婆媳|家暴|打老婆|老公打|丈夫打/.test(text)) return 'dispute'
  return category
}
