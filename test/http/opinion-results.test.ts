/** What residents answered, as those read it who may, and when. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newToken } from '../../src/store/secret-tokens.ts'
import { signIn } from '../../src/store/sessions.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import { type SurveyWorld, surveyWorld } from '../support/survey-world.ts'

let world: SurveyWorld
let round: string
beforeEach(async () => {
  world = await surveyWorld()
  await world.deps.pool.query("update zones set household_count = 120 where code = 'A3'")
  await world.night('2026-11-10')
  round = await roundOf('幸福支部')
})
afterEach(() => world.close())

async function roundOf(branch: string): Promise<string> {
  const found = await world.rows<{ id: string }>(
    'select r.id from review_rounds r join branches b on b.id = r.branch_id where b.name = $1 order by r.opens_on desc limit 1',
    branch,
  )
  return found[0]?.id ?? ''
}

/** As plain text, or only the status where it is refused. */
async function reads(name: string, roundId = round): Promise<string | number> {
  const { deps, app } = world
  const [person] = await world.rows<{ id: string; organisation_id: string }>(
    'select id, organisation_id from people where name = $1',
    name,
  )
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(deps.now().getTime() + 60_000)
  const owner = { organisationId: person?.organisation_id ?? '', personId: person?.id ?? '' }
  await addPersonLinks(deps.pool, [{ ...owner, tokenHash, expiresAt }])
  const session = await signIn(deps.pool, { link: token, previous: null, now: deps.now() })
  const cookies = { '__Host-zeren': session ?? '' }
  const { statusCode, body } = await app.inject({ url: `/review/opinions/${roundId}`, cookies })
  return statusCode === 200 ? body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') : statusCode
}

const answer = async (taps: readonly (readonly number[])[], zone = 'A3') => {
  for (const one of taps) await world.phone().answers(one, `/z/${zone}/survey`)
}
const FIVE = [
  [0, 0, 0],
  [0, 3, 0],
  [0, 3, 0],
  [1, 3, 1],
  [0, -1, 0],
]

describe('while residents are asked', () => {
  test('nobody sees what was answered, and the secretary has words for the group of each zone', async () => {
    await answer(FIVE)
    const page = await reads('陈书华')
    expect(page).toContain('11月25日截止')
    expect(page).toContain('/z/A3/survey')
    expect(page).toContain('不能主动发消息给居民')
    expect(page).not.toContain('人回答')
    expect(await world.rows('select 1 from opinion_results')).toEqual([])
    expect(await reads('张建国')).not.toContain('居民群')
  })
})

describe('after the last day', () => {
  test('five answers are told with n, households and range, four are not told at all', async () => {
    await answer(FIVE)
    await answer(FIVE.slice(1), 'A4')
    await world.night('2026-11-26')
    const page = await reads('陈书华')
    expect(page).toContain('A3 东区 约120户，5人回答。')
    expect(page).toContain('知道 4人，不知道 1人。')
    expect(page).toContain('大约 38%–96% 的人会答“知道”。')
    // Of the second question four answers were given.
    expect(page).toContain('您说过的事，有人管吗？ 样本不足。')
    expect(page).toContain('A4 西区 样本不足（不到5人回答）。')
    // The other zone's four would be had by taking A3 away.
    expect(String(page).match(/有的责任区样本不足，这一问不写合计/g)).toHaveLength(2)
    // Seven answered the second: four and three, or three and four.
    expect(page).toContain('其余责任区合计 单独不到5人回答的责任区，合在一起： 您说过的事，有人管吗？ 有人管 1人')
    const [few] = await world.rows(
      "select answer_count, counts from opinion_results o join zones z on z.id = zone_id where code = 'A4'",
    )
    expect(few).toEqual({ answer_count: 0, counts: [null, { together: [1, 0, 0, 6] }, null] })
  })

  test('zones with too few answers are told together where they have five, and then the whole branch too', async () => {
    await answer([...FIVE.slice(2), ...FIVE.slice(2)].map(([known = 0]) => [known, -1, -1]).slice(0, 4))
    await answer([[1, -1, -1]], 'A4')
    await world.night('2026-11-26')
    const page = await reads('陈书华')
    expect(page).toContain('A3 东区 样本不足（不到5人回答）。')
    expect(page).toContain(
      '其余责任区合计 单独不到5人回答的责任区，合在一起： 您知道这一片由哪位党员负责吗？ 知道 3人，不知道 2人。',
    )
    expect(page).toContain('全支部 您知道这一片由哪位党员负责吗？ 知道 3人，不知道 2人。')
    expect(await reads('张建国')).not.toContain('合计')
  })

  test('who said nothing either way is told, and left out of the range', async () => {
    await answer([...Array(5).fill([0, 0, 0]), ...Array(3).fill([0, 3, 0])])
    await world.night('2026-11-26')
    expect(await reads('陈书华')).toContain('没说过 3人。 说得上来的人里，大约 57%–100% 的人会答“有人管”。')
  })

  test('the branch is told as a whole where no zone can be had by taking the others away', async () => {
    await answer(FIVE)
    await answer([...FIVE, [1, 1, 2]], 'A4')
    await world.night('2026-11-26')
    const page = await reads('陈书华')
    expect(page).toContain('全支部 您知道这一片由哪位党员负责吗？ 知道 8人，不知道 3人。')
    // Of the first zone four answered this: its numbers are not to be had by taking the other's away.
    expect(page).toContain('您说过的事，有人管吗？ 有的责任区样本不足，这一问不写合计。')
  })

  test('a member reads what was said of their own zone alone, and the branch as a whole is not for them', async () => {
    await answer(FIVE)
    await answer(FIVE, 'A4')
    await world.night('2026-11-26')
    const page = await reads('张建国')
    expect(page).toContain('A3 东区')
    for (const hidden of ['A4', '全支部']) expect(page).not.toContain(hidden)
  })

  test.each([
    ['the secretary of another branch', '马向前'],
    ['an administrator above: a zone is often one person’s', '高有为'],
  ])('%s reads nothing', async (_, name) => {
    await answer(FIVE)
    await world.night('2026-11-26')
    expect(await reads(name)).toBe(404)
  })

  test('nobody reads a round that is none, or in which residents are not asked', async () => {
    await world.night('2026-11-26')
    expect(await reads('陈书华', 'x')).toBe(404)
    expect(await reads('陈书华', '00000000-0000-4000-8000-000000000000')).toBe(404)
    await world.deps.pool.query("update review_rounds set list = list - 'questions'")
    expect(await reads('陈书华')).toBe(404)
    expect((await world.app.inject({ url: `/review/opinions/${round}` })).statusCode).toBe(401)
  })
})
