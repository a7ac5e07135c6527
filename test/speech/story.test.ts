/** A voice without words, from WeCom to its card. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runErrands } from '../../src/jobs/errands.ts'
import { handleInbound } from '../../src/jobs/handle-inbound.ts'
import { transcribeVoices } from '../../src/jobs/transcribe.ts'
import { createSpeech } from '../../src/speech.ts'
import { forgetOriginals } from '../../src/store/turns.ts'
import { type FakeModel, startFakeModel } from '../platforms/language-model/fake-model.ts'
import { openRows } from '../support/stories.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,zhangjianguo
幸福支部,,,,,陈书华,书记,chenshuhua
`
const MEMBER = 'zhangjianguo'
const AMR = Buffer.from('#!AMR\nnot really a voice')
const POLITE = '这段语音我听不了'

let world: WecomWorld
let fake: FakeModel
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
  fake = await startFakeModel()
  fake.words = '三号楼二单元楼道灯坏了，电话13812345678'
})
afterEach(async () => {
  await fake.close()
  await world.close()
})

function withSpeech(): void {
  const endpoint = { baseUrl: fake.url, apiKey: 'the-key', model: 'whisper' }
  world.deps.speech = createSpeech({ endpoint, deadlineMs: 1_500 })
}

async function speaks(account = MEMBER): Promise<string[]> {
  const voice = world.platform.addMedia({ bytes: AMR, contentType: 'audio/amr', name: 'v.amr' })
  await world.platform.send({ from: account, voice })
  await world.settle()
  return words(account)
}

const words = (account = MEMBER) => world.newOn(account).map(wordsOf)

async function transcribe(account = MEMBER): Promise<string[]> {
  await transcribeVoices(world.deps)
  await world.settle()
  return words(account)
}

const rows = async (query: string) => (await world.deps.pool.query(query)).rows

test('without an endpoint it is kept, and answered with one polite line', async () => {
  const [line = '', ...more] = await speaks()
  expect(line).toContain(POLITE)
  expect(more).toEqual([])
  await runErrands(world.deps)
  expect(await rows('select kind, state from attachments')).toEqual([{ kind: 'voice', state: 'stored' }])
  expect(await rows('select * from transcripts')).toEqual([])
})

describe('with an endpoint', () => {
  beforeEach(withSpeech)

  test('it is handled as if its words had been written, and the card says what was heard', async () => {
    expect(await speaks()).toEqual([])
    const [card = '', ...more] = await transcribe()
    expect(more).toEqual([])
    expect(card).toContain('我听到的是：三号楼二单元楼道灯坏了')
    expect(card).not.toContain('13812345678')
    expect(card).toContain('A3-0001')
    expect(fake.heard).toEqual([
      {
        fileName: 'voice.amr',
        byteCount: AMR.length,
        fields: { model: 'whisper', language: 'zh', response_format: 'json' },
      },
    ])
    expect(await rows('select category, building, unit, state from cases')).toEqual([
      { category: 'facility', building: '3', unit: '2', state: 'draft' },
    ])
    expect(await rows('select kind, case_id is not null as joined from attachments')).toEqual([
      { kind: 'voice', joined: true },
    ])
    await world.says(MEMBER, '对')
    expect(await rows('select state from cases')).toEqual([{ state: 'new' }])
  })

  test('its words are sealed, and go with the original', async () => {
    await speaks()
    await transcribeVoices(world.deps)
    const [{ words: sealed }] = await rows('select words from transcripts')
    expect(sealed.toString()).not.toContain('楼道灯')
    await forgetOriginals(world.deps.pool, [1n])
    expect(await rows('select * from transcripts')).toEqual([])
  })

  test('a newcomer is still greeted as one', async () => {
    await speaks('newcomer')
    expect((await transcribe('newcomer')).join()).toContain('保存30天')
  })

  test('what is written meanwhile is handled first', async () => {
    await speaks()
    expect(wordsOf((await world.says(MEMBER, '4号楼门口垃圾堆了一地'))[0])).toContain('A3-0001')
    expect((await transcribe())[0]).toContain('A3-0002')
  })

  test('a correction that comes while the voice is heard waits for it', async () => {
    await speaks()
    expect(await world.says(MEMBER, '不是3号楼，是4号楼')).toEqual([])
    expect((await transcribe()).at(-1)).toContain('4号楼')
    expect(await rows('select building from cases')).toEqual([{ building: '4' }])
  })

  test('it is asked for once, by however many workers', async () => {
    await speaks()
    await Promise.all([transcribeVoices(world.deps), transcribeVoices(world.deps)])
    await world.settle()
    expect(fake.heard).toHaveLength(1)
    await transcribe()
    expect(fake.heard).toHaveLength(1)
  })

  test.each(['blank', 'wrong schema', '401'] as const)('%s is answered with the polite line, once', async (fault) => {
    fake.faults = [fault]
    await speaks()
    const lines = await transcribe()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(POLITE)
    await world.passes(120_000)
    expect(words()).toEqual([])
    expect(await rows('select kind from attachments')).toEqual([{ kind: 'voice' }])
  })

  test('one fault of the endpoint is mended unseen', async () => {
    fake.faults = ['500']
    await speaks()
    expect((await transcribe())[0]).toContain('A3-0001')
  })

  test('an endpoint that stays away is tried twice, then the polite line is said', async () => {
    fake.faults = ['hang', 'hang', 'hang']
    await speaks()
    expect(await transcribe()).toEqual([])
    world.deps.clock.now = new Date(world.deps.now().getTime() + 31_000)
    expect((await transcribe())[0]).toContain(POLITE)
  })

  test('where no worker transcribes, the sender waits a minute and no longer', async () => {
    await speaks()
    world.deps.clock.now = new Date(world.deps.now().getTime() + 59_000)
    await handleInbound(world.deps, await openRows(world.deps))
    world.deps.clock.now = new Date(world.deps.now().getTime() + 2_000)
    world.platform.advance(61_000)
    await world.settle()
    expect(words()[0]).toContain(POLITE)
    expect(await transcribe()).toEqual([])
    expect(await rows('select state from transcripts')).toEqual([{ state: 'failed' }])
  })

  test('an emergency that was spoken is alerted as one that was written', async () => {
    fake.words = '快来人，3号楼着火了，有老人困在里面'
    await speaks()
    const lines = await transcribe()
    expect(lines.join()).toContain('请先拨打119')
  })
})
