/** The half-year spot check of the district: own words, checklists, what was found, and how it was put right. */
import { checkedText } from '../../decide/replies/spot-check.ts'
import { addDays } from '../../domain/calendar.ts'
import { type Ticks, tickByRecords } from '../../domain/review/checklist.ts'
import { periodSpan } from '../../domain/review/periods.ts'
import { type RequestThere, rectificationsThere, requestsThere } from '../../store/demo-district-reads.ts'
import { takeRectificationStep } from '../../store/rectification-steps.ts'
import { giveRectification } from '../../store/rectifications.ts'
import { insertFinding } from '../../store/spot-check-findings.ts'
import { tellResult } from '../../store/spot-check-result.ts'
import { checks, keepChecklist, type OpenZone, openZone, sayOwnWords } from '../../store/spot-check-writes.ts'
import { drizzleOn, inTransaction } from '../../store/sql.ts'
import { noteOn, transact } from '../../store/transact.ts'
import { type ZoneHalfYear, zoneHalfYear } from '../../store/zone-half-year.ts'
import type { Told } from './casework.ts'
import { chance, oneOf } from './chance.ts'
import type { Act, Play } from './play.ts'

/** Two of each branch; where the second one is silent, the organisation above speaks for them. */
const PHRASES: readonly (readonly [on: string, name: string, words: string])[] = [
  ['06-03 09:40', '沈立群', '抽签 春风又绿江南岸'],
  ['06-03 15:20', '冯素珍', '抽签 万紫千红总是春'],
  ['06-03 10:10', '杜建明', '抽签 小桥流水人家'],
  ['06-04 09:05', '尹淑芳', '抽签 映日荷花别样红'],
  ['06-03 11:30', '郝长河', '抽签 稻花香里说丰年'],
  ['06-09 10:00', '顾正清', '抽签 河湾村党支部 听取蛙声一片'],
  ['06-03 16:45', '严文博', '抽签 书山有路勤为径'],
  ['06-04 17:10', '钱雅琴', '抽签 桃李满天下'],
  ['06-04 08:50', '孟宪章', '抽签 大医精诚'],
  ['06-04 12:15', '倪素芬', '抽签 但愿世间人无病'],
]

export function spotCheck({ accountOf, instant }: Told): Act[] {
  const phrases = PHRASES.map(([on, name, words]): Act => {
    const [day = '', time = ''] = on.split(' ')
    return { at: instant(day, time), run: (play) => play.say(accountOf(name), words) }
  })
  return [
    ...phrases,
    { at: instant('06-11', '19:10'), run: ownWords },
    { at: instant('06-13', '10:20'), run: checkZones },
    { at: instant('06-30', '16:30'), run: (play) => putRight(play, 'report') },
    { at: instant('07-04', '10:30'), run: (play) => putRight(play, 'look') },
  ]
}

const OWN_WORDS = [
  '这半年每周走一遍，居民说的事都有人办。',
  '上半年家里有老人住院，走访少了，下半年补上。',
  '路灯和下水道的事办得快，停车的事还在等物业。',
] as const

async function ownWords({ deps, today, now }: Play): Promise<void> {
  for (const asked of await requestsThere(deps.db, 'own_words')) {
    const seed = `own-words/${asked.name}/${asked.code}`
    if (!asked.zoneId || chance(seed) > 0.8) continue
    const saying = { ...asked, zoneId: asked.zoneId }
    const words = oneOf(`${seed}/words`, OWN_WORDS)
    await transact(deps.db, (tx, note) => sayOwnWords({ tx, note }, saying, { words, today, now }))
  }
}

async function checkZones(play: Play): Promise<void> {
  const { deps } = play
  for (const asked of await requestsThere(deps.db, 'checklist')) {
    if (asked.zoneId) await checkZone(play, { ...asked, zoneId: asked.zoneId })
  }
}

/** Ticked as the records say; what was left out for a whole half-year is to be put right. */
async function checkZone(
  { deps, today, now, timezone }: Play,
  asked: RequestThere & { zoneId: string },
): Promise<void> {
  await inTransaction(deps.pool, async (sql) => {
    const transaction = { tx: drizzleOn(sql), note: noteOn(drizzleOn(sql)) }
    const open = await openZone(transaction, asked, { today, mayWrite: checks })
    if ('refusal' in open) return
    const span = periodSpan(open.round.period)
    if (!span) return
    const records = await zoneHalfYear(transaction.tx, asked.zoneId, { span, today, timezone })
    await putDown({ ...transaction, today, now }, { asked, open, records })
    const ticks: Ticks = Object.fromEntries(records.duties.map((duty) => [duty.id, tickByRecords(duty)]))
    const checked = { ticks, words: '看了现场，也看了记录。', close: true, today, now }
    const done = await keepChecklist(transaction, asked, checked)
    if ('refusal' in done || !done.closed) return
    const { round, zone } = done.closed
    const text = checkedText({ period: round.period, code: zone.code })
    await tellResult(sql, done.closed, { text, now, timezone })
  })
}

interface Looked {
  asked: RequestThere & { zoneId: string }
  open: OpenZone
  records: ZoneHalfYear
}

async function putDown(
  { today, now, ...transaction }: Parameters<typeof giveRectification>[0] & Pick<Play, 'today' | 'now'>,
  { asked, open, records }: Looked,
): Promise<void> {
  const never = records.duties.find(({ doneCount, missedCount }) => doneCount === 0 && missedCount > 0)
  const member = open.zone.members.find(({ id }) => id !== asked.personId)
  const { round, zone } = open
  if (!never || chance(`finding/${zone.code}`) < 0.4) return
  const text = `上半年没有“${never.title}”的记录`
  const given = member
    ? await giveRectification(
        transaction,
        {
          ...{
            branchId: round.branchId,
            roundId: round.id,
            zoneId: zone.id,
            personId: member.id,
            what: `补做：${never.title}`,
          },
          ...{ reason: text, dueOn: addDays(today, 30), helperId: null, recheckerId: null, givenBy: asked.personId },
        },
        { today, now },
      )
    : null
  const rectificationId = given && 'id' in given ? given.id : null
  await insertFinding(transaction, asked, { open, text, attachmentId: null, caseId: null, rectificationId, now })
}

/** Most report and are looked at again; one needs more time, and one is silent. */
async function putRight({ deps, today, now }: Play, part: 'report' | 'look'): Promise<void> {
  const wanted = part === 'report' ? 'open' : 'reported'
  const found = (await rectificationsThere(deps.db)).filter(({ state }) => state === wanted)
  for (const { id, code, personId, givenBy } of found) {
    const share = chance(`put-right/${code}`)
    if (share > 0.85) continue
    const move =
      part === 'report'
        ? { step: 'report' as const, by: personId, reason: '已经补上，以后每月一次。', dueOn: null }
        : share > 0.7
          ? { step: 'extend' as const, by: givenBy, reason: '还差一处，汛期过后再看。', dueOn: addDays(today, 60) }
          : { step: 'pass' as const, by: givenBy, reason: '到现场看过，做到了。', dueOn: null }
    await transact(deps.db, (tx, note) =>
      takeRectificationStep({ tx, note }, { id, leads: part === 'look', move }, { today, now }),
    )
  }
}
