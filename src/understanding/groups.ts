import type { Activity, Category } from '../domain/vocabulary.ts'
import { ownActivity } from './activities.ts'
import { rankCategories } from './categories.ts'
import type { Evidence } from './evidence.ts'
import type { PlaceMention } from './places.ts'

/** The clauses that tell of one matter or of one thing done; they stand side by side. */
export interface Group {
  kind: 'incident' | 'checkin'
  clauses: Evidence[]
  /** The clause that made it a record; what merely stands beside it is not. */
  core: Evidence
}

interface GroupContext {
  role: 'member' | 'resident'
  places: readonly PlaceMention[]
  text: string
}

/** More records than this are not told in one message but listed; the rest stays in the last one. */
const MAX_RECORDS = 12
/** Clauses in which a record may begin. */
const MAX_CLAUSES = 120
/** A category that words of one clause tell clearly. */
const CLEAR_SCORE = 4

/** Activities that are about a trouble: the trouble is their subject, not a matter of its own. */
const ABOUT_TROUBLE: readonly Activity[] = [
  'mediation',
  'talk',
  'tutoring',
  'training',
  'meeting',
  'publicity',
  'assistance',
  'cleanup',
]
/** Companions of another matter: they say who suffers or who does nothing, and begin no matter of their own. */
const COMPANIONS: readonly Category[] = ['grievance', 'dispute', 'openness', 'suggestion', 'other']
/** Several sides of one person's need are one matter. */
const OF_A_PERSON: readonly Category[] = ['hardship', 'student', 'staff', 'patient', 'family']

const FAILED =
  /没成|没谈拢|没谈成|没谈妥|没调成|没调下来|没结果|没解决|没达成|不欢而散|僵|谈崩|未达成|没说通|不肯|不松口|不让步|不同意|还在闹|还是不|没劝住|没劝下来|不签字|走不拢/
const HEARD = /反映|发现|看到|看见|意见|提出|说(?!开|了一|了半|了两|好|话)|听说|碰到|遇到|见到|反馈|一是|二是|三是/
const QUARREL = /跟.{0,8}(?:吵|骂|打)|吵起来|骂起来|不让清|不让搬|拦着/
const ALSO_THERE = /也是(?:这样|一样|如此)?$|也一样|也这样/
const ALSO = /^.{0,10}也(?!没人|不管|不来|没来|不知|不敢|不肯|不让)/
const NOTHING_CAME = /还好|幸好|幸亏|没信|没上当|没受骗|虚惊/
const MEANWHILE = /上午|下午|中午|晚上|早上|随后|然后|接着|之后|另外|还|顺便|昨|前天/

/** Sorts the clauses into records, in the order told. Clauses that tell nothing go with the record before them. */
export function groupClauses(evidence: readonly Evidence[], context: GroupContext): Group[] {
  const groups: Group[] = []
  const preamble: Evidence[] = []
  evidence.forEach((clause, i) => {
    const kind = i < MAX_CLAUSES && groups.length < MAX_RECORDS ? recordKind(clause, groups, context) : null
    const current = groups.at(-1)
    if (kind === 'checkin' && current && isBackground(current, clause, context.text)) {
      current.clauses.push(clause)
      Object.assign(current, { kind, core: clause })
    } else if (kind !== null) groups.push({ kind, clauses: [...preamble.splice(0), clause], core: clause })
    else if (current) current.clauses.push(clause)
    else preamble.push(clause)
  })
  return groups.filter((group) => !cameToNothing(group, groups))
}

/** `两家吵得厉害,调解了一上午,和好了`: the quarrel is what the mediation was about. */
function isBackground(group: Group, clause: Evidence, text: string): boolean {
  if (group.kind !== 'incident' || ownActivity(clause) !== 'mediation') return false
  return !FAILED.test(text) || group.clauses.length === 1
}

/** `…骗子电话,还好都没信`: heard of during work, and over. */
function cameToNothing(group: Group, groups: readonly Group[]): boolean {
  const heard = group.kind === 'incident' && groups.some((g) => g.kind === 'checkin')
  return heard && group.clauses.some((c) => NOTHING_CAME.test(c.words))
}

/** The kind of a record that begins with this clause, or `null` when it goes on with the one before. */
function recordKind(clause: Evidence, groups: readonly Group[], context: GroupContext): Group['kind'] | null {
  const activity = context.role === 'member' ? ownActivity(clause) : null
  const current = groups.at(-1)
  if (activity && beginsCheckIn(clause, activity, groups)) return 'checkin'
  const checkIn = groups.findLast((g) => g.kind === 'checkin')
  const isMatter = checkIn ? isMatterOfWork(clause, checkIn, context.text) : isMatterAlone(clause, activity)
  if (!isMatter) return null
  if (!current || current.kind === 'checkin') return 'incident'
  return beginsIncident(clause, current, context) ? 'incident' : null
}

function beginsCheckIn(clause: Evidence, activity: Activity, groups: readonly Group[]): boolean {
  const before = groups.findLast((g) => g.kind === 'checkin')
  // Behind a matter only a word of work begins one: `广告牌歪了,找人扶正了` tells how the matter was dealt with.
  if (!before)
    return (
      groups.length === 0 || activity === 'mediation' || (clause.activities.has(activity) && !clause.cues.has('done'))
    )
  const apart = clause.sentenceStart || clause.itemStart
  return apart && ownActivity(before.core) !== activity && MEANWHILE.test(clause.words.slice(0, 8))
}

/** Without any work told: whatever is wrong, wished for or known as a theme. */
function isMatterAlone(clause: Evidence, activity: Activity | null): boolean {
  if (activity) return false
  if (clause.cues.has('wish') || ALSO_THERE.test(clause.words)) return true
  return clause.wrong || clause.theme || clause.cues.has('request')
}

/** Beside work told only what is clearly wrong counts, and of its own subject only what was not settled. */
function isMatterOfWork(clause: Evidence, checkIn: Group, text: string): boolean {
  const activity = ownActivity(checkIn.core)
  if (clause.cues.has('fine') && !clause.theme) return false
  if (activity === 'mediation') return FAILED.test(clause.words) || (FAILED.test(text) && clause.wrong)
  if (activity === 'cleanup' && QUARREL.test(clause.words)) return true
  const clearly = clause.wrong && (clause.theme || (clause.thing && clause.cues.has('fault')))
  const heard = clause.cues.has('told') && (rankCategories([clause])[0]?.[1] ?? 0) >= CLEAR_SCORE
  if (activity && ABOUT_TROUBLE.includes(activity)) {
    return HEARD.test(clause.words) && (clearly || clause.theme || heard)
  }
  return clearly || heard
}

function beginsIncident(clause: Evidence, current: Group, context: GroupContext): boolean {
  if (clause.itemStart && current.clauses.some((c) => c.wrong || c.theme)) return true
  if (otherBuilding(clause, current, context)) return clause.wrong || ALSO_THERE.test(clause.words)
  if (!clause.wrong || !clause.thing) return false
  if (ALSO.test(clause.words)) return true
  const [category, score] = rankCategories([clause])[0] ?? ['other', 0]
  const before = rankCategories([current.core])[0]?.[0] ?? 'other'
  if (score < CLEAR_SCORE || category === before) return false
  if (COMPANIONS.includes(category) || COMPANIONS.includes(before)) return false
  if (OF_A_PERSON.includes(category) && OF_A_PERSON.includes(before)) return false
  return current.core.wrong && (clause.sentenceStart || context.role === 'member')
}

function otherBuilding(clause: Evidence, current: Group, { places }: GroupContext): boolean {
  const buildingIn = (part: Evidence): string | null =>
    places.find((p) => p.building !== null && p.from >= part.from && p.from < part.to)?.building ?? null
  const here = buildingIn(clause)
  const there = current.clauses.map(buildingIn).find((b) => b !== null)
  return here !== null && there !== undefined && there !== here
}
