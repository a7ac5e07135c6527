/** The year's work of the district: residents and members tell, members take on and end, branches announce and meet. */
import { addDays, type CivilDate } from '../../domain/calendar.ts'
import type { RosterZone } from '../../domain/roster.ts'
import { caseAsked, caseToldBy } from '../../store/demo-district-reads.ts'
import { between, chance, oneOf } from './chance.ts'
import type { Act, Play } from './play.ts'
import { residentsOf } from './roster.ts'
import { DEEDS, MATTERS, NOT_OURS, REFERRED_TO, UNABLE } from './sentences.ts'

const DAY_MINUTES = 24 * 60
/** Told by then, a matter may be over before the year is. */
const TELLING_DAYS = 352
const MATTERS_OF_A_ZONE = [3, 6] as const
const DEEDS_OF_A_MEMBER = [8, 14] as const

export type AccountOf = (name: string) => string

/** Somebody of a zone, who does something there now and then. */
interface Holder {
  name: string
  zone: Pick<RosterZone, 'code' | 'kind' | 'areas'>
}

export interface Told {
  zones: readonly Pick<RosterZone, 'code' | 'kind' | 'areas'>[]
  holders: readonly Holder[]
  accountOf: AccountOf
  firstDay: CivilDate
  instant(day: string, time: string): Date
  /** In the year after it. */
  nextYear(day: string, time: string): Date
}

export function casework(told: Told): Act[] {
  const matters = told.zones.flatMap((zone) =>
    times(`${zone.code}/matters`, MATTERS_OF_A_ZONE, (seed) => mattersTold(told, zone, seed)),
  )
  const deeds = told.holders.flatMap((holder) =>
    times(`${holder.name}/${holder.zone.code}/deeds`, DEEDS_OF_A_MEMBER, (seed) => deedTold(told, holder, seed)),
  )
  return [...matters, ...deeds, ...happenings(told)]
}

function times(seed: string, [least, most]: readonly [number, number], one: (seed: string) => Act): Act[] {
  return Array.from({ length: between(seed, least, most) }, (_, i) => one(`${seed}/${i}`))
}

/** In daylight, no two in one minute of one seed. */
function someTime({ firstDay, instant }: Told, seed: string): Date {
  const day = addDays(firstDay, between(`${seed}/day`, 2, TELLING_DAYS)).slice(5)
  const start = instant(day, '08:10').getTime()
  return new Date(start + between(`${seed}/time`, 0, 640) * 60_000 + between(`${seed}/second`, 0, 59) * 1_000)
}

function mattersTold(told: Told, zone: Holder['zone'], seed: string): Act {
  const kind = zone.kind ?? 'community'
  const [areas, { house, spot }] = [zone.areas, MATTERS[kind]]
  const place = oneOf(`${seed}/place`, areas)
  const isHouse = place.building !== null || /组$/u.test(place.text)
  const [words, done] = oneOf(`${seed}/words`, isHouse ? house : spot)
  const resident = oneOf(`${seed}/resident`, residentsOf({ code: zone.code, kind }))
  const member = told.holders.find((one) => one.zone.code === zone.code)
  const account = member && chance(`${seed}/who`) < 0.2 ? told.accountOf(member.name) : resident.account
  return {
    at: someTime(told, seed),
    async run(play) {
      await play.say(account, words.replace('□', place.text))
      const id = await caseToldBy(play.deps.pool, account, play.now)
      if (id === null) return
      if (chance(`${seed}/confirm`) < 0.5) play.later(2, (then) => then.say(account, '对'))
      play.later(between(`${seed}/accept`, 15, 900), (then) => takeOn(then, { id, seed, done, account }))
    },
  }
}

interface Matter {
  id: string
  seed: string
  done: string
  /** Who told of it. */
  account: string
}

async function takeOn(play: Play, matter: Matter): Promise<void> {
  const found = await caseAsked(play.deps.pool, matter.id, play.today)
  if (!found?.account || !['new', 'reopened'].includes(found.state)) return
  await play.say(found.account, `接手 ${found.code}`)
  const days = chance(`${matter.seed}/slow`) < 0.1 ? between(`${matter.seed}/days`, 8, 16) : 1
  play.later(days * DAY_MINUTES + between(`${matter.seed}/hours`, 60, 1_800), (then) => end(then, matter))
}

/** Most are done; some belong to others or cannot be done; a few wait for somebody outside first, or for good. */
async function end(play: Play, matter: Matter): Promise<void> {
  const { id, seed, done } = matter
  const found = await caseAsked(play.deps.pool, id, play.today)
  if (!found?.account || !['accepted', 'in_progress', 'waiting_external'].includes(found.state)) return
  const { code, account } = found
  const say = (words: string) => play.say(account, words)
  const share = chance(`${seed}/end`)
  if (share >= 0.97) return
  if (share >= 0.94) await say(`${code} 不属本区，${oneOf(`${seed}/body`, NOT_OURS)}`)
  else if (share >= 0.89) await say(`${code} 办不了，${oneOf(`${seed}/why`, UNABLE)}`)
  else if (share >= 0.77 && found.state !== 'waiting_external') {
    await say(`${code} 转${oneOf(`${seed}/to`, REFERRED_TO)}`)
    play.later(between(`${seed}/wait`, 2, 6) * DAY_MINUTES, (then) => end(then, matter))
    return
  } else await say(`办结 ${code} ${done}`)
  play.later(between(`${seed}/rate`, 120, 2_000), (then) => rate(then, matter, code))
}

/** Residents answer as they like; what is not good is taken on anew, once. */
async function rate(play: Play, { id, seed, done, account }: Matter, code: string): Promise<void> {
  const share = chance(`${seed}/rating`)
  // Whoever did it does not say whether it is good.
  const found = await caseAsked(play.deps.pool, id, play.today)
  if (found?.account === account) return
  if (share < 0.55) return play.say(account, `好了 ${code}`)
  if (share < 0.93) return
  await play.say(account, `没好 ${code}，跟原来一样`)
  const again = { id, done, account, seed: `${seed}/again` }
  play.later(between(`${seed}/again`, 30, 600), (then) => takeOn(then, again))
}

function deedTold(told: Told, { name, zone }: Holder, seed: string): Act {
  const words = oneOf(`${seed}/words`, DEEDS[zone.kind ?? 'community'])
  const place = oneOf(`${seed}/place`, zone.areas).text
  return { at: someTime(told, seed), run: (play) => play.say(told.accountOf(name), words.replace('□', place)) }
}

/** What happens once in the year: who says it, and when. */
const HAPPENINGS: readonly (readonly [on: string, name: string, words: string])[] = [
  ['01-06 09:30', '沈立群', '通知全体党员：1月9日晚上七点在活动室开会，说说今年的责任区'],
  ['01-06 09:32', '沈立群', '发'],
  ['03-05 10:00', '郝长河', '3月12日晚上七点在村委会开恳谈会，聊春灌用水'],
  ['03-13 09:00', '郝长河', '恳谈会记录：想要修水渠；一组的路灯坏了，我们答应这个月修好'],
  ['03-20 09:00', '郝长河', '公布恳谈结果'],
  ['03-20 09:03', '郝长河', '公布'],
  // A zone that nobody answered for, until somebody offers.
  ['04-08 10:20', '邹勇', '我报WT10'],
  ['04-08 15:10', '沈立群', '同意邹勇报WT10'],
  ['07-20 09:10', '唐秀琴', '我明天起请假14天，曹丽华代'],
  ['09-03 16:00', '杜建明', '9月10日晚上七点在剧院广场开恳谈会，聊停车'],
  ['09-11 09:00', '杜建明', '恳谈会记录：停车位太少；33号楼下水道堵了，我们答应下周五前疏通'],
  ['09-18 09:00', '杜建明', '公布恳谈结果'],
  ['09-18 09:03', '杜建明', '公布'],
]

const FIRES: readonly (readonly [on: string, zone: string, words: string])[] = [
  ['02-12 20:40', 'WT3', '6号楼着火了'],
  ['10-26 13:05', 'HW6', '果园着火了'],
]

function happenings({ accountOf, instant }: Told): Act[] {
  const said = HAPPENINGS.map(([on, name, words]): Act => {
    const [day = '', time = ''] = on.split(' ')
    return { at: instant(day, time), run: (play) => play.say(accountOf(name), words) }
  })
  const fires = FIRES.map(([on, zone, words]): Act => {
    const [day = '', time = ''] = on.split(' ')
    const account = `qu-${zone.toLowerCase()}-1`
    return {
      at: instant(day, time),
      async run(play) {
        await play.say(account, words)
        const id = await caseToldBy(play.deps.pool, account, play.now)
        if (id !== null) await fightFire(play, { id, seed: on, account, done: '火已经扑灭，没有人受伤' })
      },
    }
  })
  return [...said, ...fires]
}

/** At any hour, and at once. */
async function fightFire(play: Play, matter: Matter): Promise<void> {
  const soon = (minutes: number, run: Act['run']) => play.at(new Date(play.now.getTime() + minutes * 60_000), run)
  soon(12, async (then) => {
    const found = await caseAsked(then.deps.pool, matter.id, then.today)
    if (found?.account) await then.say(found.account, `接手 ${found.code}`)
  })
  soon(95, async (then) => {
    const found = await caseAsked(then.deps.pool, matter.id, then.today)
    if (found?.account) await then.say(found.account, `办结 ${found.code} ${matter.done}`)
  })
}
