/** What people let out onto a notice in chat, on WeCom, in the database, and on the page that everybody reads. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fetchMedia } from '../../src/jobs/fetch-media.ts'
import { applyRetention } from '../../src/store/retention.ts'
import { type PageWorld, pageWorld } from '../support/page-world.ts'
import { wordsOf } from '../support/wecom-world.ts'

let world: PageWorld
beforeEach(async () => {
  world = await pageWorld()
})
afterEach(() => world.close())

const said = async (account: string, text: string) => (await world.says(account, text)).map(wordsOf).join('\n')
/** What the newest card shows after a button of it was tapped. */
const tapped = async (account: string, label: string) => {
  await world.taps(account, label)
  return wordsOf(world.platform.inboxOf(account).findLast(({ card }) => card !== null))
}
/** As a resident reads it when what is kept of it is a minute old. */
const notice = () => {
  world.deps.clock.now = new Date(world.deps.now().getTime() + 61_000)
  return world.reads('/z/A3')
}

/** As little of a picture as keeps its length when words about it are taken out. */
const jpeg = (byteCount: number) =>
  Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000ffda0008010100003f00', 'hex'),
    Buffer.alloc(byteCount, 0x55),
    Buffer.from('ffd9', 'hex'),
  ])

async function lampDone(): Promise<void> {
  await world.says('wangweidong', '3号楼2单元302门口的楼道灯坏了，张建国知道')
  await world.taps('wangweidong', '对')
  await world.says('zhangjianguo', '办结 A3-0001 灯已换新')
  await world.deps.pool.query(`update cases set state = 'resolved', closed_at = $1`, [world.deps.now()])
}

test('words of a matter stand there once the secretary has read them as they will stand, and go when asked', async () => {
  await lampDone()
  const preview = await said('chenshuhua', '公开 A3-0001')
  expect(preview).toContain('3号楼门口的楼道灯坏了，某某某知道')
  expect(await notice()).not.toContain('楼道灯')
  expect(await tapped('chenshuhua', '同意公开')).toContain('已公开')
  expect(await notice()).toContain('3号楼，公共设施，已解决 3号楼门口的楼道灯坏了，某某某知道')
  expect(await said('chenshuhua', '不公开 A3-0001')).toContain('不在 A3 的公示牌上了')
  expect(await notice()).not.toContain('楼道灯坏了')
})

test('the secretary may say it in own words, and agree in words', async () => {
  await lampDone()
  expect(await said('chenshuhua', '公开 A3-0001：3号楼的楼道灯换好了，感谢老王13812345678')).toContain(
    '3号楼的楼道灯换好了，感谢老某',
  )
  await said('chenshuhua', '公开 A3-0001：3号楼的楼道灯换好了')
  await said('chenshuhua', '同意公开 A3-0001')
  const page = await notice()
  expect(page).toContain('3号楼的楼道灯换好了')
  expect(page).not.toContain('感谢')
})

test('a button of words that were changed since shows the present ones and lets nothing out', async () => {
  await lampDone()
  await said('chenshuhua', '公开 A3-0001：灯换好了一半')
  await world.deps.pool.query(`update cases set public_text = '灯全部换好了', version = version + 1`)
  expect(await tapped('chenshuhua', '同意公开')).toContain('灯全部换好了')
  expect(await notice()).not.toContain('灯全部换好了')
  expect(await tapped('chenshuhua', '同意公开')).toContain('已公开')
})

test.each([
  ['lixiuying', '公开 A3-0001', '由支部书记定'],
  ['zhangjianguo', '公开 A3-0001', '没有查到'],
  ['wangweidong', '同意公开 A3-0001', '由支部书记定'],
  ['chenshuhua', '同意公开 A3-0001', '还没有要公开的话'],
  ['chenshuhua', '不公开 A3-0001', '没有内容在公示牌上'],
  ['chenshuhua', '公开 A3-0009', '没有查到'],
  ['chenshuhua', '公开 A3-0001：302室', '请用您的话说一句'],
])('nothing gets there otherwise: %s says %s', async (account, text, answer) => {
  await lampDone()
  expect(await said(account, text)).toContain(answer)
  expect((await world.deps.pool.query('select from cases where public_text_by is not null')).rowCount).toBe(0)
})

test.each([
  [`category = 'dispute'`, '不上公示牌'],
  [`category = 'hardship'`, '不上公示牌'],
  [`state = 'in_progress', closed_at = null`, '办结以后再公开'],
])('nor what is not for everybody, or not ended: %s', async (set, answer) => {
  await lampDone()
  await world.deps.pool.query(`update cases set ${set}`)
  expect(await said('chenshuhua', '公开 A3-0001')).toContain(answer)
})

test('a telephone stands there only while its owner wants it', async () => {
  const { deps } = world
  await deps.pool.query('update people set phone_sealed = $1, phone_tail = $2', [
    deps.seal.seal('phone', '13812345678'),
    '5678',
  ])
  expect(await notice()).not.toContain('13812345678')
  expect(await said('lixiuying', '公示我的电话')).toContain('会写上您责任区的公示牌')
  const page = await notice()
  expect(page).toContain('李同志 责任区党员 13812345678')
  expect(page.match(/13812345678/g)).toHaveLength(1)
  await said('lixiuying', '不公示我的电话')
  expect(await notice()).not.toContain('13812345678')
})

test('a picture stands there once its owner sent it and said so, and its file goes after it was taken down', async () => {
  const { deps, platform } = world
  const sends = async (bytes: Buffer) => {
    const image = platform.addMedia({ bytes, contentType: 'image/jpeg', name: 'me.jpg' })
    await platform.send({ from: 'lixiuying', image })
    await world.settle()
    await fetchMedia(deps)
  }
  const photo = () => world.app.inject({ url: '/z/A3/photos/1' })
  expect(await said('lixiuying', '公示我的照片')).toContain('请先发一张您的照片')
  await sends(jpeg(600_000))
  expect(await said('lixiuying', '公示我的照片')).toContain('照片还没收好，或者太大了')
  await sends(jpeg(100))
  expect((await photo()).statusCode).toBe(404)
  expect(await said('lixiuying', '公示我的照片')).toContain('会有您的照片')
  await notice()
  expect((await world.app.inject({ url: '/z/A3' })).body).toContain('src="/z/A3/photos/1"')
  expect(await photo()).toMatchObject({ statusCode: 200, headers: { 'content-type': 'image/jpeg' } })
  expect(await said('lixiuying', '不公示我的照片')).toContain('不放您的照片了')
  await notice()
  expect((await photo()).statusCode).toBe(404)
  const removed: string[] = []
  await applyRetention(deps.db, deps.now(), async (key) => void removed.push(key))
  expect(removed).toHaveLength(1)
})

test('whoever leads gets the posters of the branch, a member those of their zones', async () => {
  const { rows } = await world.deps.pool.query(`select id from branches where name = '幸福支部'`)
  const { publicUrl } = world.deps.config
  expect(await said('chenshuhua', '打印公示牌')).toContain(`${publicUrl}/posters/${rows[0].id}`)
  expect(await said('zhangjianguo', '打印公示牌')).toContain(`${publicUrl}/z/A3/poster.pdf`)
})
