/**
 * A day of a branch and the week after it, played on both platforms with the residents in the local chat. What everybody
 * says and reads stands in test/fixtures/stories, to be read aloud; written anew by UPDATE_GOLDEN=1.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dingtalkWorld } from '../support/dingtalk-world.ts'
import type { OnScreen } from '../support/screens.ts'
import { type Cast, dingtalkHouse, type House, type Stage, stageOf, wecomHouse } from '../support/stage.ts'
import { wecomWorld } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼、小花园,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼、4号楼、小花园,李秀英,党员,lixiuying,是
幸福支部,A4,西区,社区,5号楼、6号楼、停车场,王卫东,党员,wangweidong,
幸福支部,,,,,陈书华,书记,chenshuhua,
`
const MEMBERS: Cast = { 张建国: 'zhangjianguo', 李秀英: 'lixiuying', 王卫东: 'wangweidong', 陈书华: 'chenshuhua' }
const RESIDENTS: Cast = { 刘阿姨: 'liuayi', 马师傅: 'mashifu' }
/** A Tuesday. */
const BEGINS = '2026-11-17T08:50:00+08:00'

type Line =
  | { at: string }
  | { who: string; says: string }
  | { who: string; taps: string }
  | { who: string; scans: string }

const at = (local: string): Line => ({ at: `2026-11-${local}` })
const says = (who: string, text: string): Line => ({ who, says: text })
const taps = (who: string, label: string): Line => ({ who, taps: label })
const scans = (who: string, zone: string): Line => ({ who, scans: zone })

const SCRIPT: readonly Line[] = [
  scans('刘阿姨', 'A3'),
  scans('马师傅', 'A4'),
  at('17 09:05'),
  says('刘阿姨', '3号楼2单元楼道灯坏了两天了，晚上老人下楼看不见'),
  taps('刘阿姨', '对'),
  at('17 09:12'),
  says('王卫东', '停车场的栏杆断了一根'),
  taps('王卫东', '对'),
  at('17 09:20'),
  says('李秀英', '3号楼2单元楼道里灯不亮了'),
  taps('李秀英', '是同一件'),
  at('17 09:31'),
  says('张建国', '认领 A3-0001'),
  says('张建国', 'A3-0001 问一下上报人：是几楼的灯？'),
  at('17 09:50'),
  says('刘阿姨', '三楼和四楼的都不亮'),
  at('17 10:02'),
  says('马师傅', '5号楼门口的污水井堵了，臭水都流到路上了'),
  taps('马师傅', '对'),
  at('17 10:10'),
  says('王卫东', 'A4-0002 我来办'),
  says('王卫东', 'A4-0002 转12345'),
  at('17 10:22'),
  says('王卫东', 'A4-0002 单号 20261117008'),
  at('17 10:40'),
  says('刘阿姨', '我报的灯修好了吗'),
  at('17 11:05'),
  says('张建国', '今天上午走访了4号楼两户老人，都挺好'),
  taps('张建国', '对'),
  at('17 14:05'),
  says('马师傅', '6号楼着火了，三楼窗户往外冒烟'),
  at('17 14:07'),
  says('王卫东', '认领 A4-0003'),
  at('17 14:12'),
  says('马师傅', '没有人受伤，是厨房烧起来的'),
  at('17 14:20'),
  says('王卫东', 'A4-0003 已到现场'),
  at('17 15:10'),
  says('王卫东', '办结 A4-0003 消防队把火灭了，没有人受伤'),
  at('17 15:20'),
  says('马师傅', '好了'),
  at('17 15:30'),
  says('王卫东', '我明天后天出差，老张代'),
  at('17 15:50'),
  says('李秀英', '小花园的长椅坏了一条'),
  says('李秀英', '不对，是4号楼门口的长椅'),
  says('李秀英', '对'),
  at('17 16:15'),
  says('张建国', 'A3-0003 转给李秀英'),
  taps('李秀英', '认领'),
  at('17 16:25'),
  says('李秀英', 'A3-0003 延期到下周五，等木工有空'),
  at('17 16:40'),
  taps('陈书华', '同意'),
  says('陈书华', '查 A3-0003'),
  at('17 17:00'),
  says('张建国', 'A3-0001 排到明天上午'),
  says('张建国', '我的待办'),
  at('18 09:30'),
  says('张建国', '认领 A4-0001'),
  at('18 10:00'),
  says('张建国', 'A3-0001 灯修好了，三楼四楼都换了新的'),
  at('18 10:20'),
  says('刘阿姨', '没好，四楼的还是不亮'),
  at('18 11:20'),
  says('张建国', '办结 A3-0001 四楼的灯座也换了'),
  at('18 11:40'),
  says('刘阿姨', '好了，谢谢'),
  at('18 15:00'),
  says('马师傅', 'A4-0002 办到哪了'),
  at('19 15:30'),
  says('王卫东', '我提前回来了'),
  at('20 14:30'),
  says('王卫东', 'A4-0002 12345回了，今天派人来疏通'),
  at('20 16:45'),
  says('王卫东', '办结 A4-0002 井疏通了，路面也冲干净了'),
  at('20 17:20'),
  says('马师傅', '👍'),
  at('23 09:40'),
  says('刘阿姨', '没好 A3-0001，灯又灭了'),
  at('23 10:10'),
  says('陈书华', '摘要'),
  at('23 16:30'),
  says('李秀英', '办结 A3-0003 木工把长椅修好了'),
]

interface Played {
  stage: Stage
  outcomes: { line: Line; answers: OnScreen[] }[]
}

async function play(house: House): Promise<Played> {
  const stage = stageOf(house, { members: MEMBERS, residents: RESIDENTS })
  const outcomes: Played['outcomes'] = []
  for (const line of SCRIPT) {
    if ('at' in line) await stage.goTo(line.at)
    else if ('scans' in line) await stage.scans(line.who, line.scans)
    else if ('taps' in line) await stage.taps(line.who, line.taps)
    else outcomes.push({ line, ...(await stage.says(line.who, line.says)) })
  }
  return { stage, outcomes }
}

const HOUSES = {
  async wecom() {
    const world = await wecomWorld(ROSTER.replace('账号', '企业微信账号'), { at: BEGINS })
    return { house: wecomHouse(world), close: world.close }
  },
  async dingtalk() {
    const world = await dingtalkWorld(ROSTER.replace('账号', '钉钉'), {
      at: BEGINS,
      cardTemplateId: 'fake-template.schema',
    })
    for (const userId of Object.values(MEMBERS)) world.platform.addUser({ userId })
    return { house: dingtalkHouse(world), close: world.close }
  },
}

describe.each(['wecom', 'dingtalk'] as const)('a day of a branch on %s', (platform) => {
  let played: Played
  let close: () => Promise<void> = async () => {}
  beforeAll(async () => {
    const opened = await HOUSES[platform]()
    close = opened.close
    played = await play(opened.house)
  }, 280_000)
  afterAll(() => close())

  test('reads as its golden transcript', () => {
    const url = new URL(`../fixtures/stories/branch-day.${platform}.txt`, import.meta.url)
    const transcript = played.stage.transcript()
    if (process.env.UPDATE_GOLDEN) writeFileSync(url, transcript)
    expect(transcript).toBe(readFileSync(url, 'utf8'))
  })

  test('has forty messages, and each is answered once', () => {
    expect(played.outcomes).toHaveLength(40)
    const odd = played.outcomes.filter(({ answers }) => answers.length !== 1)
    // To an emergency the number alone comes first, then the card.
    expect(odd.map(({ line, answers }) => [line, answers.map(({ lines }) => lines[0])])).toEqual([
      [
        says('马师傅', '6号楼着火了，三楼窗户往外冒烟'),
        ['请先拨打119，先保证人身安全。', '【这件事我这样记，对吗？】'],
      ],
    ])
  })

  test('tells nobody the same thing twice', () => {
    for (const [name, messages] of played.stage.told()) {
      const words = messages.map(({ lines }) => lines.filter((line) => !line.startsWith('回执')).join('\n'))
      expect(
        words.filter((text, i) => words.indexOf(text) !== i),
        name,
      ).toEqual([])
    }
  })
})
