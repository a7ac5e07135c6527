import type { Span } from '../clauses.ts'
import { words } from '../lexicon/words.ts'
import { matchesOf } from '../matches.ts'

/** Somebody's home weighs as much as a named place. */
const WEIGHT = 1.5
const TITLES = words(`
  奶奶 爷爷 大爷 大妈 大娘 大叔 大婶 大伯 阿姨 阿婆 阿公 阿伯 老伯 婆婆 公公 叔 婶 伯 姨 姐 哥 嫂 嫂子 师傅 老师 医生 书记 主任 队长 组长 楼长 老人 老汉 老太 老太太 奶 爷 娘 婆 公 家的 同学 先生 女士
`).join('|')
const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵'
const WHO = `(?:[小老阿][${SURNAMES}一-龥]|[${SURNAMES}][一-龥]{0,2}?(?:${TITLES})|[${SURNAMES}][一-龥]{1,2}|(?:楼长|组长|独居老人|结对户|贫困户|低保户|孤寡老人|五保户)[一-龥]{0,3}?)`
/** What goes on with 家 to another word: 家属, 家长, 家里人. */
const HOME =
  '(?:家里|家中|家(?!属|长|庭|人|里人|访|电|务|具|用|政|教|乡|族|养|畜|的(?:孩子|狗|猫|车|儿|人))|屋里|屋头|屋企|那里)'
const WENT = '(?:去了?|到了?|在|进了?|往|上|走访了?|看望了?|探望了?|慰问了?|给|帮|替|是|和|住)'
const NOBODY = '(?!我|俺|咱|自己|他|她|你|您|人|别|谁|大|国|专|商|厂|玩|回|老家|全|每|各|家|一|这|那|哪)'
const HOMES = new RegExp(
  [
    `(?<=${WENT})(?!老人家)${WHO}(?:[和、]${WHO}){0,3}${HOME}`,
    `(?<=^|[ ,。!?;、])(?!老人家)${WHO}家(?=[门院墙后旁隔对屋房灶田地鸡猪羊牛鱼])`,
    `(?<=去了?|到了?|从)${NOBODY}(?:(?![了开离两有把要和])[一-龥]){2,5}?(?:他们|她们)?(?:两家|${HOME})`,
    `(?<=在|去|到)${NOBODY}[一-龥]{0,2}(?:${TITLES})(?:那里|那儿|那)`,
  ]
    .map((home) => `(?:${home})(?:[东西南北前后旁对][边面]|后院|院子|门口|隔壁)?`)
    .join('|'),
  'g',
)
/** The homes beyond these are not read. */
const MAX_HOMES = 20

/** Homes told by the name of who lives there: `去尤奶奶家`, `小丽和小军家`. */
export function findHomes(text: string): (Span & { weight: number })[] {
  if (!/[家屋那]/.test(text)) return []
  const homes: (Span & { weight: number })[] = []
  for (const { index, 0: words } of matchesOf(HOMES, text)) {
    if (homes.length >= MAX_HOMES) break
    homes.push({ from: index, to: index + words.length, weight: WEIGHT })
  }
  return homes
}
