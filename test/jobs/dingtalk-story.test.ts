import { describe, expect, onTestFinished, test } from 'vitest'
import { type DingtalkStoryOptions, type DingtalkWorld, dingtalkWorld, wordsBehind } from '../support/dingtalk-world.ts'
import { wecomWorld } from '../support/wecom-world.ts'

const PEOPLE = `支部,责任区编号,责任区,类型,范围,姓名,角色,账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼、小花园,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼、4号楼、小花园,李秀英,党员,lixiuying,是
幸福支部,,,,,陈书华,书记,chenshuhua,
`
const ROSTER = PEOPLE.replace('账号', '钉钉')
const SENTENCE = '3号楼2单元楼道灯坏了两天了'
const GROUP = 'cidGRP01=='
const TEMPLATE = 'fake-template.schema'

async function begin(options: DingtalkStoryOptions = {}): Promise<DingtalkWorld> {
  const world = await dingtalkWorld(ROSTER, options)
  onTestFinished(() => world.close())
  for (const userId of ['zhangjianguo', 'lixiuying', 'chenshuhua']) world.platform.addUser({ userId })
  world.platform.addGroup({ conversationId: GROUP, title: '东区', members: ['zhangjianguo', 'lixiuying'] })
  return world
}

async function casesOf({ deps }: Pick<DingtalkWorld, 'deps'>) {
  const { rows } = await deps.pool.query(
    `select code, category, urgency, state, place_text as place, building, unit, occurred_on::text as on, handler.name as handler
       from cases left join people handler on handler.id = handler_id order by cases.created_at, code`,
  )
  return rows
}

/** What the sentence makes on WeCom. */
async function recordOnWecom() {
  const world = await wecomWorld(PEOPLE.replace('账号', '企业微信账号'))
  try {
    await world.says('zhangjianguo', SENTENCE)
    return await casesOf(world)
  } finally {
    await world.close()
  }
}

describe('one sentence', () => {
  test('makes the same record as on WeCom, by stream and over HTTP, alone and in a group', {
    timeout: 120_000,
  }, async () => {
    const expected = await recordOnWecom()
    expect(expected).toMatchObject([{ code: 'A3-0001', category: 'facility', building: '3', unit: '2' }])
    for (const mode of ['stream', 'http'] as const) {
      for (const group of [undefined, GROUP]) {
        const world = await begin({ mode })
        const where = group === undefined ? {} : { group }
        const shown = await world.says({ from: 'zhangjianguo', text: ` ${SENTENCE}`, ...where })
        expect(shown).toHaveLength(1)
        expect(shown[0]).toMatchObject({ via: 'session', text: expect.stringContaining('A3-0001') })
        expect(await casesOf(world)).toEqual(expected)
      }
    }
  })

  test('said by a voice is read by its recognition', async () => {
    const world = await begin()
    await world.says({ from: 'zhangjianguo', audio: 'code', recognition: SENTENCE })
    expect(await casesOf(world)).toMatchObject([{ code: 'A3-0001', building: '3', unit: '2' }])
  })
})

describe('a photo', () => {
  test('in one message with its sentence becomes an attachment of the case', async () => {
    const world = await begin()
    const picture = world.platform.addMedia({ bytes: JPEG, contentType: 'image/jpeg', name: 'a.jpg' })
    await world.says({ from: 'zhangjianguo', group: GROUP, richText: [SENTENCE, { picture }] })
    await world.settle()
    const { rows } = await world.deps.pool.query('select count(*)::int as count from attachments')
    expect(await casesOf(world)).toMatchObject([{ code: 'A3-0001' }])
    expect(rows).toEqual([{ count: 1 }])
  })
})

describe('markdown in place of a card', () => {
  test('has links that say words which work', async () => {
    const world = await begin()
    await world.says({ from: 'zhangjianguo', text: SENTENCE })
    expect(wordsBehind(world.platform.inboxOf('zhangjianguo'), '对')).not.toBe('')
    await world.follows('zhangjianguo', '对')
    expect(await casesOf(world)).toMatchObject([{ state: 'new', handler: '张建国' }])
    expect(world.newOn('chenshuhua')).toHaveLength(1)
  })
})

describe('an interactive card', () => {
  test('is answered within two seconds when it is tapped, and changes by the answer', async () => {
    const world = await begin({ cardTemplateId: TEMPLATE })
    const [card] = await world.says({ from: 'zhangjianguo', text: SENTENCE })
    expect(card).toMatchObject({ kind: 'card', text: expect.stringContaining('A3-0001') })
    const outcome = await world.taps('zhangjianguo', '对')
    expect(outcome).not.toBe('timeout')
    expect(outcome).toMatchObject({ response: { cardUpdateOptions: { updateCardDataByKey: true } } })
    expect(await casesOf(world)).toMatchObject([{ state: 'new' }])
    expect(world.platform.inboxOf('zhangjianguo')[0]?.content.closedAs).not.toBe('')
  })

  test('that is quoted with 完成 ends its case', async () => {
    const world = await begin({ cardTemplateId: TEMPLATE })
    await world.says({ from: 'zhangjianguo', text: SENTENCE })
    await world.taps('zhangjianguo', '对')
    const card = world.platform.inboxOf('zhangjianguo')[0]
    await world.says({ from: 'zhangjianguo', text: '4号楼门口垃圾堆了一地' })
    const quote = { ours: card?.messageId ?? '' }
    const [asked] = await world.says({ from: 'zhangjianguo', text: '完成', quote })
    expect(asked?.text).toContain('A3-0001')
    await world.says({ from: 'zhangjianguo', text: '完成，灯换好了', quote })
    expect(await casesOf(world)).toMatchObject([
      { code: 'A3-0001', state: 'to_verify' },
      { code: 'A3-0002', state: 'draft' },
    ])
  })
})

/** The smallest JPEG that is one: a single grey dot. */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z',
  'base64',
)
