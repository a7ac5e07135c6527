/** What people are told of members' years, as messages: equal words to many are one. */
import { createHash } from 'node:crypto'
import type { Address } from '../decide/facts.ts'
import { appealDecidedText, appealText, gradeShownText, handOverText } from '../decide/replies/evaluation.ts'
import { addDays, type CivilDate, instantOf } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import { appealUntil } from '../domain/review/appeal.ts'
import { gradersFor, type Leader, mayGrade } from '../domain/review/graders.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Db } from '../store/database.ts'
import { leadersOfBranches } from '../store/evaluation-leaders.ts'
import { addressesOf, type News, SHOWN_KEY } from '../store/evaluation-news.ts'
import type { Debt } from '../store/outbox.ts'

const NEWS_DAYS = 3

interface On {
  today: CivilDate
  timezone: string
}

/** To members, of their grades: one message for all of an organisation. */
export function shownDebts(shown: readonly News[], on: On): Debt[] {
  const { today } = on
  const reached = shown.filter(({ address }) => address !== null)
  const groups = groupBy(reached, ({ organisationId, period }) => `${organisationId} ${period}`)
  return [...groups.values()].flatMap((group) =>
    debtOf(group, on, {
      ...{ key: `${SHOWN_KEY}${hashOf(group[0]?.id)}`, to: addressesIn(group) },
      words: ({ period }) => gradeShownText({ period, today, until: appealUntil(today) }),
    }),
  )
}

/** To whom the member chose. */
export function appealDebts(asked: readonly News[], on: On): Debt[] {
  const words = ({ period, name }: News) => appealText({ period, name, today: on.today })
  return asked.flatMap((one) =>
    debtOf([one], on, { key: `evaluation/appeal/${hashOf(one.id)}`, to: addressesIn([one]), words }),
  )
}

/** To the member who appealed. */
export function decidedDebts(decided: readonly News[], on: On): Debt[] {
  const words = ({ period }: News) => appealDecidedText({ period, today: on.today })
  return decided.flatMap((one) =>
    debtOf([one], on, { key: `evaluation/decided/${hashOf(one.id)}`, to: addressesIn([one]), words }),
  )
}

/** To who leads the branch, of members whom no message reached: to the nearest whom one does. */
export async function handOverDebts(
  tx: Db,
  unreached: readonly News[],
  { reachable, ...on }: On & { reachable: readonly ChannelName[] },
): Promise<Debt[]> {
  if (unreached.length === 0) return []
  const branchIds = [...new Set(unreached.map(({ branchId }) => branchId))]
  const leaders = await leadersOfBranches(tx, branchIds, on.today)
  const personIds = [...leaders.values()].flat().map(({ personId }) => personId)
  const addresses = await addressesOf(tx, personIds, reachable)
  const askedFor = ({ personId, branchId }: News): Leader[] => {
    const all = leaders.get(branchId) ?? []
    const may = all.filter((one) => addresses.has(one.personId) && mayGrade(one.personId, personId, all))
    return gradersFor(personId, may)
  }
  const asked = unreached.flatMap((news) => askedFor(news).map((leader) => ({ news, to: leader.personId })))
  const groups = groupBy(asked, ({ news, to }) => `${to} ${news.branchId} ${news.period}`)
  return [...groups.values()].flatMap((group) => {
    const about = group.map(({ news }) => news)
    const names = about.map(({ name }) => name)
    const to = addresses.get(group[0]?.to ?? '')
    return debtOf(about, on, {
      ...{ key: `evaluation/hand-over/${hashOf(about[0]?.id, to?.personId)}`, to: to ? [to] : [] },
      words: ({ period }) => handOverText({ period, names, today: on.today }),
    })
  })
}

function addressesIn(news: readonly News[]): Address[] {
  return news.flatMap(({ address }) => address ?? [])
}

/** What is told of the same is told once, whoever else is in the message. */
function hashOf(...ids: (string | null | undefined)[]): string {
  return createHash('sha256').update(ids.join(' ')).digest('hex').slice(0, 16)
}

interface Worded {
  key: string
  to: readonly Address[]
  words(first: News): string
}

function debtOf([first]: readonly News[], { today, timezone }: On, { key, to, words }: Worded): Debt[] {
  if (!first || to.length === 0) return []
  return [
    {
      ...{ organisationId: first.organisationId, key, to },
      ...({ lane: 'reminder', purpose: 'assignment', caseId: null, checkInId: null, notBefore: null } as const),
      content: { type: 'text', text: words(first) },
      deadline: instantOf(addDays(today, NEWS_DAYS), '20:00', timezone),
    },
  ]
}
