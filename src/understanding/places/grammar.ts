import { NUMERAL, readNumeral } from '../numerals.ts'

export type Field = 'building' | 'unit' | 'floor' | 'room'
export type Fields = Partial<Record<Field, string>>

/** Reads the fields out of a match; `null`: it names a place, though no single building (a range, a group, a bed). */
type Read = (found: RegExpExecArray) => Fields | null
type Rule = readonly [RegExp, Read]

const NUM = NUMERAL
/** A room as digits, or spelt digit by digit as voice input leaves it: `一零二`, `幺二零三`; or said: `三百零二`. */
export const ROOM = [
  '(?:[1-9][0-9]{2,3}|[一二三四五六七八九]百(?:零[一二三四五六七八九]|[一二三四五六七八九]十[一二三四五六七八九]?)',
  '|[一二两三四五六七八九幺][零〇一二三四五六七八九幺]{2,3})(?![0-9零〇一二三四五六七八九幺十百])',
].join('')
const BUILDING = '(?:号楼|号栋|号幢|号座|#楼|楼栋|栋|幢|座|#)'
/** `两栋楼`, `一座桥` count; they name nothing. */
const NOT_COUNTED =
  '(?!楼(?![道下上顶梯前后里门口])|[桥山庙坟塔房岭城坝岛坑炉院梁亭]|小|大(?![堂厅门])|水|拦水|别墅|民房|平房|厂房)'
/** `3号楼`, `三栋`, and how they are mistyped or misheard: `3号搂`, `三号漏二单元`. */
const BUILDING_WORD = `(?:号[楼搂偻喽髅](?!梯)|号[栋幢座撞]|#楼|#(?!单元)|楼栋|[栋幢座]${NOT_COUNTED})`
/** `3号宿舍楼`, `二号住院大楼`: what the building is for stands inside its word. */
const PURPOSE_WORD =
  '号(?:学生|教工|男生|女生)?(?:宿舍|教学|住院|门诊|公寓|办公|实验|综合|病房|职工|家属|行政|科研|外科|内科|急诊|商务|安置)大?楼'
const UNIT_WORD = '(?:单元|门洞|单园|单原|单圆|单源|单缘|担元|丹元|但元)'
/** Words that sound like 栋, 幢 and 座 and stand where only these make sense: before a unit, a floor or a room. */
const SOUNDS_LIKE_BUILDING = `(?:[动冻洞撞状壮坐做懂董](?=${NUM}(?:${UNIT_WORD}|[楼层门])|${ROOM}|楼[下上道顶])|[动洞撞懂董冻](?=天台|电[梯替剃]|旁边|门口))`
/** Words behind which a bare dash pair is no place: dates, scores, counts. */
const NOT_BEHIND_PAIR = '(?![0-9-]|[号]?[楼层栋幢]|[月日元块人户年床度名个点])'
/** `喜提阳光房一座`: a thing and how many of it. */
const NOT_ONE_OF = '(?!(?<=[一-龥])(?<![在到住是去楼])[一两俩]座(?:[,。!?;]|$))'
/** A wing said instead of a unit's number: `甲单元`, `西单元`; it is none, but a room may follow. */
const WING = '(?:[甲乙丙丁戊东西南北中左右]单元)?'

const building: Read = (m) => ({ building: digits(m[1]) })

/**
 * What the grammar knows, most telling first; the first that fits at a position wins.
 *
 * Every part is bounded, so that the time stays linear in the length of the text.
 */
export const GRAMMAR: readonly Rule[] = [
  // 11-2-301和401: two rooms, so no one room
  [
    /(?<![0-9A-Z:.-])([A-Z]?[0-9]{1,3}|[A-Z])-([0-9]{1,2})-[1-9][0-9]{2,3}[和、及跟][1-9][0-9]{2,3}(?![0-9-])/y,
    (m) => ({ building: m[1] ?? '', unit: m[2] ?? '' }),
  ],
  // 3-2-501, B-1-302
  [
    /(?<![0-9A-Z:.-])([A-Z]?[0-9]{1,3}|[A-Z])-([0-9]{1,2})-([1-9][0-9]{2,3})(?![0-9-])/y,
    (m) => ({ building: m[1] ?? '', unit: m[2] ?? '', room: m[3] ?? '' }),
  ],
  // 三杠二杠五零一, 三-二-五零一: dashes as they are spoken
  [
    new RegExp(`(${NUM})(?:横?杠|杆|-)(${NUM})(?:横?杠|杆|-)(${ROOM})`, 'y'),
    (m) => ({ building: digits(m[1]), unit: digits(m[2]), room: digits(m[3]) }),
  ],
  [new RegExp(`(${NUM})(?:横?杠)(${ROOM})`, 'y'), (m) => ({ building: digits(m[1]), room: digits(m[2]) })],
  // 6-402, A3-1501 (a case code has a zero after the dash)
  [
    new RegExp(`(?<![0-9A-Z:.-])([A-Z]?[1-9][0-9]{0,2}|[A-Z])-([1-9][0-9]{2,3})${NOT_BEHIND_PAIR}`, 'y'),
    (m) => ({ building: m[1] ?? '', room: m[2] ?? '' }),
  ],
  // 3-1-9层
  [
    /(?<![0-9A-Z:.-])([A-Z]?[1-9][0-9]{0,2}|[A-Z])-([1-9])-([1-9][0-9]?)[层楼]/y,
    (m) => ({ building: m[1] ?? '', unit: m[2] ?? '', floor: m[3] ?? '' }),
  ],
  // 9-1楼下, 3-2单元, 31-1一层
  [
    /(?<![0-9A-Z:.-])([A-Z]?[1-9][0-9]?)-([1-9])(?=楼[下上道]|门[口前]|[一二三四五六七八九十]{1,3}[层楼]|(?:单元)(?!房))(?:单元)?/y,
    (m) => ({ building: m[1] ?? '', unit: m[2] ?? '' }),
  ],
  // B1到1层, 12栋到18栋, 1-6号楼, 3、4、5号楼, 三组和四组, 16、17、21床, 1单元贴到4单元
  [
    new RegExp(
      [
        `(?<!周)(?:${NUM}(?:${BUILDING}|[层楼])?[、和及跟与]){1,9}${NUM}(?:号楼|栋|幢|座|单元|组|队|社|床|号院|楼|层)`,
        `(?!${NUM}(?:号楼|[栋幢座])-${NUM}单元)(?<!周)(?:B|${NUM})${NUM}?(?:号楼|栋|幢|座|单元|层|楼|组|床|#)?(?:贴到|堆到|[到至~-]|(?<=楼)道)${NUM}(?:号楼|栋|幢|座|单元|层|楼|组|床)`,
        `(?:${NUM}单元){2,4}`,
        `(?:${NUM}(?:号楼|栋|幢)){2,4}`,
        // 七八层: one or the other
        '十?(?:一二|二三|三四|四五|五六|六七|七八|八九)[层楼]',
      ].join('|'),
      'y',
    ),
    () => null,
  ],
  // 楼号15
  [/楼号:?([0-9]{1,3})(?![0-9])/y, building],
  // 128弄6号501
  [new RegExp(`(?:${NUM})弄(${NUM})号(?:楼)?`, 'y'), building],
  // A3栋, B座, C区3号楼 is two pieces
  [
    /(?<![A-Z0-9])([A-Z][0-9]{0,2}|[0-9]{1,2}[A-Z])(?:号楼|栋|座|幢|楼|坐(?![车着在下上地公]))/y,
    (m) => ({ building: m[1] ?? '' }),
  ],
  // 3号楼, 三栋, 11幢, 3#
  [
    new RegExp(
      `${NOT_ONE_OF}第?(${NUM}) ?(?:${BUILDING_WORD}|${PURPOSE_WORD})(?!长)${WING}|([0-9]{1,3})动(?![作手员画物力漫脉])`,
      'y',
    ),
    (m) => ({ building: digits(m[1] ?? m[2]) }),
  ],
  [new RegExp(`(${NUM})${SOUNDS_LIKE_BUILDING}`, 'y'), building],
  // 30号1701, 31号一层, 9号2单元: a house whose word is left out
  [new RegExp(`(?<![月0-9])(${NUM})号(?=[1-9][0-9]{2,3}(?:室|(?![0-9元块人户件份多米个])))`, 'y'), building],
  [new RegExp(`(?<![月0-9])(${NUM})号(?=${NUM}(?:单元|[层门楼](?!诊|面|栋)))`, 'y'), building],
  [new RegExp(`第?(${NUM})[ #]?${UNIT_WORD}|([A-D])单元`, 'y'), (m) => ({ unit: m[2] ?? digits(m[1]) })],
  // 三门402: a door before a room
  [new RegExp(`(${NUM})门(?=${ROOM})`, 'y'), (m) => ({ unit: digits(m[1]) })],
  [new RegExp(`(?<=^|[ ,。!?;\\n])(${NUM})门(?=$|[ ,。!?;\\n])`, 'y'), (m) => ({ unit: digits(m[1]) })],
  // 负一楼, 地下2层, B1层, 地下车库B2
  [/(?<![0-9A-Z])-([1-5])[层楼F]/y, (m) => ({ floor: `-${m[1]}` })],
  [/(?<![A-Z0-9])P([1-5])(?:层|(?=出口|入口|车库|车位|充电|电梯))/y, (m) => ({ floor: `-${m[1]}` })],
  [new RegExp(`(?:负|地下)(${NUM})(?:楼|层|F)?(?![0-9个年天])`, 'y'), (m) => ({ floor: `-${digits(m[1])}` })],
  [
    /(?<![A-Z0-9.素-])B([1-5])(?=层|车库|车位|停车|充电|机房|储藏|仓库|配电|设备|水泵|泵房|坡道|楼梯|出口|入口|电梯|走廊|通道|超市|[的里那,。!?; ]|$)层?|(?<=[在到]|车库|地下|停车场|中心|大厦|商场)B([1-5])(?![0-9A-Z栋座幢单区])/y,
    (m) => ({ floor: `-${m[1] ?? m[2]}` }),
  ],
  [
    /第?(?<![0-9](?=[0-9])|[初高])([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:楼(?!栋|号|长)|层(?!半|楼(?![道梯上下顶])|[皮冰灰土油纸漆水膜雪霜沫泥砖膏布])|F(?![A-Z0-9]))|([0-9]{1,2})搂(?=[,。的上下])/y,
    (m) => floorFields(m[1] ?? m[2]),
  ],
  // 初二(3)班, 三年级二班, 高一1班: classes
  [new RegExp(`(?:[初高][一二三]|[一二三四五六七八九]年级|[一二三四五六])\\(?${NUM}\\)?班`, 'y'), () => null],
  // 501室, 302教室, 3号病房
  [
    new RegExp(`([0-9]{3,4})(?:室|房间|号房|房|教室|病房|办公室|寝室|宿舍)|(${NUM})号(?:病?房)`, 'y'),
    (m) => ({ room: digits(m[1] ?? m[2]) }),
  ],
  // 五组, 二队, 8号院, 3号门, 三号岗亭, 16床, 七病区: names without a building
  [
    new RegExp(
      [
        `(?<![那这同分各每])第?(?<!两)${NUM}(?:村民小组|小组|组(?![织合成长团药赢输题])|生产队|大队|队(?![伍员长列])|号院|号门|号岗亭|号岗|号口|号电梯|号窗口?|号卡口|号大棚|号井|号机井`,
        '号泵站|号教室|号床|床(?![铺单垫头位被棉新])|病区|诊室|食堂|期(?![间限待望]))',
        '(?<![A-Z])[A-D][区口门]',
      ].join('|'),
      'y',
    ),
    () => null,
  ],
]

/** `2门` is a unit only right behind a building; `C室` a room only behind a building or a floor. */
export const UNIT_DOOR = new RegExp(`(${NUM})(?:门(?!诊|口|卫|面|外)|梯(?![次级队形田子])|单(?!位|子|独))`, 'y')
export const LETTER_ROOM = /([A-H])(?:室|单位)/y
/** Right behind a building: its basement, or unit and room (`12#1-502`). */
export const BASEMENT = /B([1-5])层?(?![0-9A-Z栋座幢单室])/y
export const UNIT_AND_ROOM = new RegExp(`-?([1-9])-(${ROOM})`, 'y')

/** Digits without the suffix: `二十一` → `21`. */
export function digits(numeral: string | undefined): string {
  const number = readNumeral(numeral ?? '')
  return number === null ? (numeral ?? '') : String(number)
}

function floorFields(numeral: string | undefined): Fields {
  const number = readNumeral(numeral ?? '') ?? 0
  return number >= 1 && number <= 99 ? { floor: String(number) } : {}
}
