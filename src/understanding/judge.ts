import type { Activity, Category, Urgency } from '../domain/vocabulary.ts'
import { closer, likeliestOf, type Weighed } from './doubts.ts'
import type { Emergency } from './emergency.ts'
import { type Group, groupsOf } from './groups.ts'
import { mayMean } from './manners.ts'
import { type Answer, CLAUSE_LABELS, type ClauseLabel, HEADS, type Head } from './model/heads.ts'
import { likeliest, type Model } from './model/model.ts'
import {
  askActivity,
  askCategory,
  askClause,
  askCommand,
  askIntent,
  askUrgency,
  linksTo,
  type Question,
  type Told,
} from './model/questions.ts'
import { Weigher } from './model/weigh.ts'
import type { Seen } from './see.ts'
import type { CommandName, Doubt, Intent, OtherKind } from './understanding.ts'

/** From this share on the model sees an emergency that no rule knows, */
const EMERGENCY_SEEN = 0.5
/** and below it one of the rules is none. In doubt it leans to yes: a false alarm costs less. */
const EMERGENCY_DENIED = 0.03
/** Who writes no more than this has no time for more. */
const FEW_WORDS = 12
/** What words of danger are told in is a report, unless the model is as sure as this of something else. */
const REPORT_DENIED = 0.3
/** An order that no rule knows is one from this share on. */
const ORDERED = 0.6

const KINDS = ['incident', 'checkin'] as const

/** Answers that somebody may be asked for, if the model is in doubt. */
const ASKED: readonly Head[] = ['intent', 'category', 'activity'] satisfies Doubt['about'][]

/** What the model answers about one message. */
export class Judge {
  readonly #model: Model
  readonly #weigher: Weigher
  readonly #told: Told
  readonly #danger: Emergency | null
  /** Shares of the answers that were given. */
  readonly #shares: number[] = []
  #mostDoubtful: Weighed | null = null
  /** Matters and things done whose category or activity was asked for. */
  #recordCount = 0
  #only: Group | null = null

  constructor(model: Model, { told, emergency }: Seen) {
    this.#model = model
    this.#weigher = new Weigher(model)
    this.#danger = emergency
    const letters = told.clauses.map((c) => model.lettersOf(told.text, c))
    this.#told = { ...told, letters }
  }

  intent(): Intent {
    const shares = this.#weigher.weigh('intent', askIntent(this.#told))
    const share = (intent: Intent): number => shares[HEADS.intent.indexOf(intent)] ?? 0
    if (this.#danger !== null && share('report') >= REPORT_DENIED) {
      this.#shares.push(Math.max(share('report'), 0.5))
      return 'report'
    }
    // Orders within a report are words like others; an order that is none costs more than a question.
    const tellsOfWrong = this.#told.clauses.some((c) => c.wrong && c.thing)
    const may = mayMean(this.#told)
    if (may.length > 1 && (tellsOfWrong || share('command') < ORDERED)) shares[HEADS.intent.indexOf('command')] = 0
    return this.#taken('intent', may.length < HEADS.intent.length ? amongThese(may, shares) : shares)
  }

  command(): CommandName {
    return this.#answer('command', askCommand(this.#told))
  }

  /** At least one: what was reported is kept, whatever it is. */
  groups(): Group[] {
    const { labels, share } = this.#weigher.likeliestLabels(this.#told)
    this.#shares.push(share)
    const found = groupsOf(this.#told.clauses, labels)
    const groups = found.length > 0 ? found : this.#whole()
    const [only] = groups
    if (groups.length === 1 && only) this.#weighKind(only, labels)
    // Whoever tells of several things reports them.
    else this.#mostDoubtful = null
    return groups
  }

  /** Whether the only record is a matter or work done, as the clause tells that made it a record. */
  #weighKind(only: Group, labels: readonly ClauseLabel[]): void {
    this.#only = only
    if (this.#told.role === 'resident') return
    const index = this.#told.clauses.indexOf(only.core)
    const asked = askClause(this.#told, index)
    const before = labels[index - 1] ?? 'start'
    for (const link of linksTo(this.#told, index)) asked.names.push(link[before])
    const weighed = this.#weigher.weigh('clause', asked)
    const share = (label: ClauseLabel): number => weighed[CLAUSE_LABELS.indexOf(label)] ?? 0
    const shareOf = (kind: Group['kind']): number => share(kind) + share(`${kind}+`)
    const answers = [only.kind, ...KINDS.filter((kind) => kind !== only.kind)]
    const [own = 0, other = 0] = answers.map(shareOf)
    // The row of clauses may say otherwise than this clause alone: then neither leads.
    const shares = own >= other ? [own, other] : [(own + other) / 2, (own + other) / 2]
    const lead = Math.max(0, own - other)
    this.#mostDoubtful = closer(this.#mostDoubtful, { about: 'kind', record: 0, answers, shares, lead })
  }

  #whole(): Group[] {
    const { clauses } = this.#told
    const [core] = clauses
    if (!core) return []
    const shares = this.#weigher.weigh('clause', askClause(this.#told, 0))
    const share = (label: ClauseLabel): number => shares[CLAUSE_LABELS.indexOf(label)] ?? 0
    const worked = this.#told.role === 'member' && share('checkin') > share('incident')
    return [{ kind: worked ? 'checkin' : 'incident', clauses: [...clauses], core }]
  }

  category(group: Group): Category {
    return this.#answer('category', askCategory(this.#told, group))
  }

  activity(group: Group): Activity {
    return this.#answer('activity', askActivity(this.#told, group))
  }

  /** How soon somebody must act, and whether it is dealt with. */
  urgency(group: Group): { urgency: Urgency; state: 'open' | 'handled' } {
    const question = askUrgency(this.#told, group)
    const shares = this.#weigher.weigh('urgency', question)
    const [normal = 0, urgent = 0, emergency = 0] = shares
    if (emergency >= this.#leastFor(group)) {
      this.#shares.push(Math.max(emergency, 0.5))
      return { urgency: 'emergency', state: 'open' }
    }
    const soon = urgent > normal
    this.#shares.push((soon ? urgent : normal) / (1 - emergency))
    return { urgency: soon ? 'urgent' : 'normal', state: this.#answer('state', question) }
  }

  /** How likely all that was answered is right, 0–1, as messages showed that nobody had learnt from. */
  confidence(): number {
    const product = this.#shares.reduce((all, share) => all * share, 1)
    return Math.round(this.#model.calibrated(product) * 100) / 100
  }

  /** The answer that leads least over the next one, if by less than `leadBelow`. Asked last, when all is answered. */
  doubt(leadBelow: number): Doubt | null {
    const weighed = this.#mostDoubtful
    if (weighed === null || weighed.lead >= leadBelow) return null
    const { about, record } = weighed
    const told = { about, record, likeliest: likeliestOf(weighed) }
    if (about !== 'kind') return told as Doubt
    return this.#only && ({ ...told, otherwise: this.#otherwise(this.#only) } as Doubt)
  }

  #otherwise(group: Group): OtherKind {
    return group.kind === 'incident'
      ? { kind: 'checkin', activity: this.#likeliest('activity', askActivity(this.#told, group)).answer }
      : { kind: 'incident', category: this.#likeliest('category', askCategory(this.#told, group)).answer }
  }

  /** The share from which on a matter is an emergency. Few words with danger in them need no consent. */
  #leastFor(group: Group): number {
    if (!this.#isInDanger(group)) return EMERGENCY_SEEN
    return this.#told.text.length <= FEW_WORDS ? 0 : EMERGENCY_DENIED
  }

  #isInDanger(group: Group): boolean {
    const danger = this.#danger
    return danger !== null && group.clauses.some((c) => c.from <= danger.from && danger.from < c.to)
  }

  #answer<H extends Head>(head: H, question: Question): Answer<H> {
    return this.#taken(head, this.#weigher.weigh(head, question))
  }

  #likeliest<H extends Head>(head: H, question: Question): { answer: Answer<H> } {
    return likeliest(head, this.#weigher.weigh(head, question))
  }

  #taken<H extends Head>(head: H, shares: Float64Array): Answer<H> {
    const { answer, share, lead } = likeliest(head, shares)
    this.#shares.push(share)
    if (ASKED.includes(head)) {
      const record = head === 'intent' ? 0 : this.#recordCount++
      const weighed = { about: head as Doubt['about'], record, answers: HEADS[head], shares, lead }
      this.#mostDoubtful = closer(this.#mostDoubtful, weighed)
    }
    return answer
  }
}

/** Shares where only these intents can be. */
function amongThese(intents: readonly Intent[], shares: Float64Array): Float64Array {
  const left = shares.map((share, i) => (intents.some((intent) => HEADS.intent[i] === intent) ? share : 0))
  const sum = left.reduce((all, share) => all + share, 0)
  return left.map((share) => share / sum)
}
