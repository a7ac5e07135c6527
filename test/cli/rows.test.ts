/** `inbox` and `outbox` as an operator types them, on a database of their own. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { registerInbox } from '../../src/cli/inbox.ts'
import { registerOutbox } from '../../src/cli/outbox.ts'
import type { ChannelName } from '../../src/domain/vocabulary.ts'
import { owe } from '../../src/store/outbox.ts'
import { createSeal, type Seal } from '../../src/store/seal.ts'
import { type Operator, operator, type Ran } from '../support/commands.ts'
import type { TestDatabase } from '../support/database.ts'

const key = randomBytes(32)
let seal: Seal
let database: TestDatabase
let at: Operator

beforeAll(async () => {
  seal = createSeal(key)
  // A channel that is resend-safe (`wecom`) and one that is not (`dingtalk`); neither is ever called.
  at = await operator([registerInbox, registerOutbox], {
    ...{ SECRET_KEY: key.toString('base64') },
    ...{ WECOM_CORP_ID: 'ww0123456789abcdef', WECOM_AGENT_ID: '1000002', WECOM_SECRET: 'secret' },
    ...{ WECOM_CALLBACK_TOKEN: 'token', WECOM_CALLBACK_AES_KEY: 'a'.repeat(43) },
    ...{ DINGTALK_CLIENT_ID: 'dingclient', DINGTALK_CLIENT_SECRET: 'secret' },
  })
  database = at.database
})
beforeEach(async () => {
  await database.pool.query('truncate inbox, outbox, deliveries, audit cascade')
})
afterAll(() => at.close())

const run = (...args: string[]): Promise<Ran> => at.types(...args)

type MessageState = 'waiting' | 'failed' | 'handled'

async function message(state: MessageState, original = true): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, sent_at, received_at, payload,
       attempts, failure, failed_at, handled_at)
     values ($1, 'wecom', $2, 'wangxiulan', 'normal', now(), '2026-11-22T01:30:00Z', $3, 5,
       $4, case when $5 = 'failed' then now() end, case when $5 = 'handled' then now() end) returning id`,
    [
      ...[database.rootOrganisationId, randomBytes(8).toString('hex')],
      original ? seal.seal('inbox', '{"text":"三号楼漏水"}') : null,
      ...[state === 'failed' ? 'DrizzleQueryError: Failed query\nparams: 王秀兰' : null, state],
    ],
  )
  return rows[0]?.id ?? ''
}

async function inboxRow(id: string) {
  const { rows } = await database.pool.query(
    'select attempts, failure, failed_at, handled_at from inbox where id = $1',
    [id],
  )
  return rows[0]
}

async function auditActions(): Promise<string[]> {
  const { rows } = await database.pool.query<{ deed: string }>(
    `select actor || ' ' || action || ' ' || subject as deed from audit order by id`,
  )
  return rows.map((r) => r.deed)
}

describe('inbox', () => {
  test('list shows what was put aside and what waits, by number, never the words', async () => {
    const [waiting, failed] = [await message('waiting'), await message('failed')]
    await message('handled')
    const { code, stdout, stderr } = await run('inbox', 'list')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trim().split('\n')).toEqual([
      `${failed}\t处理不了\twecom\t收到 2026-11-22 09:30:00\t试过5次\tDrizzleQueryError: Failed query`,
      `${waiting}\t等待处理\twecom\t收到 2026-11-22 09:30:00\t试过5次\t无`,
    ])
    expect((await run('inbox', 'list', '--state', 'handled')).stdout.trim().split('\n')).toHaveLength(1)
  })

  test('show tells how it stands; the words go to no file', async () => {
    const failed = await message('failed')
    const { stdout } = await run('inbox', 'show', failed)
    expect(stdout).toContain('原文还在')
    expect(stdout).not.toMatch(/漏水|王秀兰/)
    const refused = await run('inbox', 'show', failed, '--text')
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: '原文只能在终端里看，不能写进文件或转给别的程序\n' })
    expect(await auditActions()).toEqual([])
  })

  test('on a terminal show prints the words, and the reading is audited', async () => {
    const failed = await message('failed')
    const { isTTY } = process.stdout
    process.stdout.isTTY = true
    const { stdout } = await run('inbox', 'show', failed, '--text')
    process.stdout.isTTY = isTTY
    expect(stdout).toContain('三号楼漏水')
    expect(await auditActions()).toEqual([`cli read_original inbox:${failed}`])
  })

  test('replay puts one back with its tries counted anew, or all that were put aside', async () => {
    const [first, second, third] = [await message('failed'), await message('failed'), await message('failed')]
    await message('failed', false)
    expect(await run('inbox', 'replay', first)).toMatchObject({ code: 0, stdout: '已交回处理1条消息。\n' })
    expect(await inboxRow(first)).toEqual({ attempts: 0, failure: null, failed_at: null, handled_at: null })
    expect(await run('inbox', 'replay', '--all')).toMatchObject({ code: 0, stdout: '已交回处理2条消息。\n' })
    expect(await auditActions()).toEqual([first, second, third].map((id) => `cli replay_message inbox:${id}`))
  })

  test('give-up keeps the reason, ends the waiting, and can be taken back', async () => {
    const failed = await message('failed')
    expect(await run('inbox', 'give-up', failed, '--reason', '已电话处理')).toMatchObject({ code: 0 })
    expect(await inboxRow(failed)).toMatchObject({ failure: 'given up: 已电话处理', handled_at: expect.any(Date) })
    expect(await run('inbox', 'list')).toMatchObject({ stdout: '', stderr: '没有这样的消息。\n' })
    expect((await run('inbox', 'list', '--state', 'given-up')).stdout).toContain('given up: 已电话处理')
    expect(await run('inbox', 'replay', failed)).toMatchObject({ code: 0 })
    expect(await auditActions()).toEqual([`cli give_up_message inbox:${failed}`, `cli replay_message inbox:${failed}`])
  })

  test.each<[string, () => Promise<string[]>, RegExp]>([
    ['a message that is not there', async () => ['replay', '999'], /^没有编号为 999 的消息/],
    ['one that was handled', async () => ['replay', await message('handled')], /已经处理好了/],
    ['one whose original is gone', async () => ['replay', await message('failed', false)], /的原文已按规定删除/],
    ['no number', async () => ['replay', 'abc'], /^“abc”不是编号/],
    ['neither numbers nor all', async () => ['replay'], /^请写要重新处理的编号/],
    ['no reason', async () => ['give-up', await message('failed')], /^缺少选项 --reason/],
    ['an empty reason', async () => ['give-up', await message('failed'), '--reason', ' '], /^原因请写 1 到 200 个字/],
    ['an unknown state', async () => ['list', '--state', 'x'], /^不能写 x，可以是 waiting, failed/],
  ])('%s is refused in one line, and nothing is changed', async (_, args, words) => {
    const waiting = await message('failed')
    const before = await inboxRow(waiting)
    const { code, stdout, stderr } = await run('inbox', ...(await args()))
    expect(stderr.trim()).toMatch(words)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(await inboxRow(waiting)).toEqual(before)
    expect(await auditActions()).toEqual([])
  })
})

async function told(channel: ChannelName, states: Record<string, string>, hoursAgo = 0): Promise<string> {
  const at = new Date(Date.now() - hoursAgo * 3_600_000)
  const [id] = await owe(
    database.pool,
    [
      {
        organisationId: database.rootOrganisationId,
        key: randomBytes(8).toString('hex'),
        to: Object.keys(states).map((externalId) => ({ channel, externalId, personId: null })),
        ...{ lane: 'reply', purpose: 'reply', caseId: null, checkInId: null, notBefore: null },
        content: { type: 'text', text: '三号楼漏水' },
        deadline: new Date(at.getTime() + 600_000),
      },
    ],
    at,
  )
  for (const [recipient, state] of Object.entries(states)) {
    await database.pool.query(
      `update deliveries set state = $3, attempts = 1, reason = case when $3 in ('waiting', 'sent') then null else 'rejected 81013' end,
         sent_at = case when $3 in ('sent', 'unknown') then $4::timestamptz end where outbox_id = $1 and recipient = $2`,
      [id, recipient, state, at],
    )
  }
  return String(id)
}

async function statesOf(id: string): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<{ recipient: string; state: string }>(
    'select recipient, state from deliveries where outbox_id = $1',
    [id],
  )
  return Object.fromEntries(rows.map((r) => [r.recipient, r.state]))
}

describe('outbox', () => {
  test('list counts people by how it went, show names them, and neither shows the words', async () => {
    const id = await told('wecom', { a: 'failed', b: 'failed', c: 'sent', d: 'waiting' })
    const { stdout, stderr, code } = await run('outbox', 'list')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(
      new RegExp(`^${id}\t发送失败\twecom\treply\treply\t2人\t产生 .*\t试过1次\trejected 81013$`),
    )
    expect(lines[1]).toMatch(/等待发送.*1人/)
    const shown = await run('outbox', 'show', id)
    expect(shown.stdout.trim().split('\n')).toHaveLength(4)
    expect(stdout + shown.stdout).not.toContain('漏水')
  })

  test('replay tells those who have not got it once more, with a new deadline', async () => {
    const id = await told('wecom', { a: 'failed', b: 'dropped', c: 'sent', d: 'unknown' }, 1)
    expect(await run('outbox', 'replay', id)).toMatchObject({ code: 0, stdout: '已交回发送，共3人。\n' })
    expect(await statesOf(id)).toEqual({ a: 'waiting', b: 'waiting', c: 'sent', d: 'waiting' })
    const { rows } = await database.pool.query('select deadline_at > now() as ahead from outbox where id = $1', [id])
    expect(rows).toEqual([{ ahead: true }])
    expect(await auditActions()).toEqual([`cli replay_outbox outbox:${id}`])
  })

  test.each([
    ['on a platform that does not swallow repeats', 'dingtalk', 0],
    ['when the platform has forgotten the first', 'wecom', 5],
  ] as const)('those who may have got it are asked about %s', async (_, channel, hoursAgo) => {
    const id = await told(channel, { a: 'failed', d: 'unknown' }, hoursAgo)
    const first = await run('outbox', 'replay', id)
    expect(first).toMatchObject({ code: 1, stdout: '已交回发送，共1人。\n' })
    expect(first.stderr).toMatch(/^还有1人不知是否收到.*--even-twice/)
    expect(await statesOf(id)).toEqual({ a: 'waiting', d: 'unknown' })
    expect(await run('outbox', 'replay', id, '--even-twice')).toMatchObject({ code: 0 })
    expect(await statesOf(id)).toEqual({ a: 'waiting', d: 'waiting' })
  })

  test('give-up ends the waiting and hides what it ended from the list', async () => {
    const id = await told('wecom', { a: 'failed', b: 'waiting', c: 'sent', d: 'unknown' })
    expect(await run('outbox', 'give-up', id, '--reason', '已当面说过')).toMatchObject({ code: 0 })
    expect(await statesOf(id)).toEqual({ a: 'failed', b: 'dropped', c: 'sent', d: 'unknown' })
    expect(await run('outbox', 'list')).toMatchObject({ stdout: '', stderr: '没有这样的通知。\n' })
    expect(await auditActions()).toEqual([`cli give_up_outbox outbox:${id}`])
    expect(await run('outbox', 'give-up', id, '--reason', 'x')).toMatchObject({ code: 1 })
  })

  test('what is emptied or not there is refused in one line', async () => {
    const id = await told('wecom', { a: 'failed' })
    await database.pool.query('update outbox set content = null')
    expect((await run('outbox', 'replay', id)).stderr).toMatch(/的内容已按规定清空，不能重发\n$/)
    expect((await run('outbox', 'show', '999999')).stderr).toMatch(/^没有编号为 999999 的通知/)
  })
})
