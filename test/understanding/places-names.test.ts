import { describe, expect, test } from 'vitest'
import { normalise } from '../../src/understanding/normalise.ts'
import { findPlaces, toPlace } from '../../src/understanding/places.ts'

/** The words of the most telling place of a message, or `null` when it names none. */
function wordsOf(message: string): string | null {
  const { text, original } = normalise(message)
  const [best] = findPlaces(text).sort((a, b) => b.weight - a.weight)
  return best ? toPlace(best, original).text : null
}

describe('places without numbers', () => {
  test.each([
    // Names that no list knows.
    ['路灯一排不亮，就在柳荫路', '柳荫路'],
    ['井盖没了，桃李巷', '桃李巷'],
    ['沿着沧浪桥走了一圈，没事', '沧浪桥'],
    ['水管爆了（紫薇苑）', '紫薇苑'],
    ['牛角坳那边有人砍树', '牛角坳那边'],
    ['有人在取水口上面洗衣服', '取水口上面'],
    ['昨晚到饮马滩边转了一圈', '饮马滩边'],
    // Compounds of known nouns.
    ['体育馆看台的栏杆断了', '体育馆看台'],
    ['儿科输液室的空调坏了', '儿科输液室'],
    ['食堂后厨有煤气味', '食堂后厨'],
    ['村部门口那条路塌了一截', '村部门口那条路'],
    ['幼儿园对面的围墙歪了', '幼儿园对面'],
    ['北坡的草枯了，得盯着', '北坡'],
    ['水渠边的护栏被人拆了', '水渠边'],
    // Homes.
    ['今天去了尤奶奶家，陪她说说话', '尤奶奶家'],
    ['昨晚到小军家家访', '小军家'],
    ['和老支书在刘大爷屋里坐了半天', '刘大爷屋里'],
    // Classes.
    ['初二(3)班的门锁坏了', '初二(3)班'],
    ['三年级二班的窗户关不上', '三年级二班'],
    // Traditional and Cantonese.
    ['廟前嘅榕樹倒咗', '廟前'],
    ['條水渠塞咗，臭死人', '水渠'],
  ])('%s → %s', (message, words) => {
    const found = wordsOf(message)
    expect(found).not.toBeNull()
    expect(`${found}`).toContain(words)
  })

  test.each([
    ['梅园8幢电梯坏了', '梅园8幢'],
    ['和平南街12号楼漏水', '和平南街12号楼'],
    ['三楼女卫生间堵了', '三楼女卫生间'],
    ['5楼输液区没人', '5楼输液区'],
    ['教学楼四楼的灯坏了', '教学楼四楼'],
  ])('a name and a number side by side are one place: %s', (message, words) => {
    expect(wordsOf(message)).toContain(words)
  })

  test.each([
    ['2号楼门口井盖破了', '2号楼门口'],
    ['急诊门口那个下水道井盖翘起来了', '急诊门口'],
    ['3号楼2单元下水堵了', '3号楼2单元'],
    ['活动中心对面路灯不亮', '活动中心对面'],
    ['12栋电梯门关不严', '12栋'],
    ['地下车库内涝了', '地下车库'],
    ['19号楼外墙空调架锈了', '19号楼外墙'],
    ['2号楼门口垃圾桶满了', '2号楼门口垃圾桶'],
  ])('a place does not end in the middle of a thing: %s', (message, words) => {
    expect(wordsOf(message)).toBe(words)
  })

  test.each([
    '我们小区全停水了',
    '村里没人管这事',
    '家里没电了',
    '路灯不亮了',
    '食堂说不会做低糖的菜',
    '急诊小李昨天摔了一跤',
    '问了居委会，说没有名额',
    '医保局领导您好，我有一件事想问',
    '建议增设公厕',
    '想要个凉亭',
    '银行卡被冻结了',
    '孩子今年上小学了',
    '从前两家关系挺好',
    '老人家身体不好',
    '把钱转到微信里了',
    '他在手机上下单的',
    '思路不清楚，线路也老了',
    '我爸住院了',
    '国家政策好',
    '谢谢大家，辛苦了',
    '一路平安',
    '你好，在吗',
  ])('%s names no place', (message) => {
    expect(wordsOf(message)).toBeNull()
  })

  test('long and strange texts are read quickly', () => {
    const texts = ['在人家的', '门口', '九', '、三', '一二三号', 'A1', '东路,', '在小王家', '1-2-3号', '路', '在东门上']
    for (const text of texts) {
      const long = text.repeat(20_000 / text.length)
      const times = [1, 2, 3].map(() => {
        const started = performance.now()
        findPlaces(long)
        return performance.now() - started
      })
      // Quadratic patterns took seconds; machines that build are slower than the bound of 20 ms is for.
      expect(Math.min(...times)).toBeLessThan(100)
    }
  })
})
