import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findEmergency } from '../../src/understanding/emergency.ts'
import { DANGERS } from '../../src/understanding/lexicon/emergencies.ts'
import { normalise } from '../../src/understanding/normalise.ts'
import { read } from '../../src/understanding/read.ts'

const numberOf = (message: string): string | null => findEmergency(normalise(message).text)?.number ?? null
const words = DANGERS.flatMap(({ words, weak = [] }) => [...words, ...weak])

/** The lines of a file of messages; what begins with `#` is a comment. */
function linesOf(file: string): string[] {
  const url = new URL(`../fixtures/understanding/${file}`, import.meta.url)
  return readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
}

describe('findEmergency', () => {
  test.each(words)('sees 现在%s!快来人', (word) => {
    expect(numberOf(`现在${word}!快来人`)).not.toBeNull()
  })

  test.each(words)('makes a matter for a person of %s, whoever writes', (word) => {
    for (const role of ['member', 'resident'] as const) {
      const { understanding } = read({ text: `${word},快来人!`, sentAt: new Date('2026-11-18T02:30:00Z'), role })
      expect(understanding.intent).toBe('report')
      expect(understanding.records.some((r) => r.kind === 'incident' && r.urgency === 'emergency')).toBe(true)
    }
  })

  test.each(linesOf('emergencies.txt').map((line) => line.split('\t') as [string, string]))(
    'calls %s first for %s',
    (number, message) => {
      expect(numberOf(message)).toBe(number)
    },
  )

  test.each(linesOf('no-emergencies.txt'))('sees nobody in danger in %s', (message) => {
    expect(numberOf(message)).toBeNull()
  })

  test.each([
    ['厨房起火了，14栋', '119'],
    ['車庫電動車燒起來了', '119'],
    ['楼道里一股煤气味', '119'],
    ['我妈困在电梯里出不来', '119'],
    ['有个孩子掉进河里了', '119'],
    ['后院墙塌了，砸到人了', '119'],
    ['水已经漫到膝盖了', '119'],
    ['两伙人在广场打起来了', '110'],
    ['有人拿刀追人', '110'],
    ['我奶奶走丢两个小时了', '110'],
    ['女儿放学到现在没回家，电话关机', '110'],
    ['有个男的站在楼顶边上要跳', '110'],
    ['同学说她吃了一瓶安眠药', '120'],
    ['我爸倒在地上叫不醒', '120'],
    ['奶奶从楼梯上摔下来动不了，流了好多血', '120'],
    ['路口车祸，有人被压在车下', '119'],
    ['老人被电动车撞了', '122'],
    ['家里停电，老人靠制氧机', '120'],
    ['昨天走失的老人到现在还没找到', '110'],
  ])('%s → %s', (message, number) => {
    expect(numberOf(message)).toBe(number)
  })

  test.each([
    '万一着火怎么办',
    '电线老化，容易引起火灾',
    '今天组织了消防演练，模拟起火疏散',
    '宣传防溺水知识，发了50份单子',
    '没有发现火情，一切正常',
    '去年那里着过火',
    '上个月有人打架，已经处理了',
    '火已经扑灭了，没人受伤',
    '走失的孩子找到了',
    '累死了，笑死我了',
    '再不来修就要出人命了',
    '楼上天天打架子鼓',
    '群里都炸了锅',
    '他们差点打起来',
    '想死你们了',
    '跳楼价大甩卖，别信',
    '夫妻吵架，劝住了',
    '晕车，今天不去了',
    '生意火爆，油烟也大',
    '学习了触电急救',
    '老人怕摔，建议装扶手',
    '急急急，灯坏了',
  ])('%s is none', (message) => {
    expect(numberOf(message)).toBeNull()
  })
})
