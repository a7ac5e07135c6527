/** A few lines that carry decisions out in memory, so that a story of several turns can be played. */
import type { Card } from '../../src/channels/channel.ts'
import { decide } from '../../src/decide/decide.ts'
import { type Decision, fillCaseCodes, type RecordRef, type Tell } from '../../src/decide/decision.ts'
import type { Address, CaseFacts, CheckInFacts, Facts, OpenDraft, PersonFacts } from '../../src/decide/facts.ts'
import type { Happening } from '../../src/decide/happening.ts'
import { civilDate } from '../../src/domain/calendar.ts'
import { outsideStatus, saysItEnds } from '../../src/domain/case.ts'
import { formatCaseCode } from '../../src/domain/case-code.ts'
import { receiptCode } from '../../src/domain/receipt.ts'
import { likelySameAs } from '../../src/jobs/find-alike.ts'
import { factsOf, NOW, PEOPLE, tappedOn, UNTOUCHED, type Who, withPeople } from './facts.ts'

type Conversation = Facts['conversation']

export class World {
  now = NOW
  readonly cases: CaseFacts[] = []
  readonly checkIns: CheckInFacts[] = []
  /** Everything told, in order; a key is told once. */
  readonly told: Tell[] = []
  private readonly conversations = new Map<Who, Conversation>()
  /** Days away, the newest last. */
  private absences: { personId: string; from: string; until: string | null; coverId: string | null }[] = []
  private inboxId = 100n
  /** Codes of the cases that an account was told of. */
  private readonly heardOf = new Map<string, string[]>()

  after(minutes: number): this {
    this.now = new Date(this.now.getTime() + minutes * 60_000)
    return this
  }

  /** Something happens; returns what was told by it, to whom, in short. */
  happens(who: Who, happening: Happening): string[] {
    const before = this.told.length
    this.inboxId++
    const decisions = this.decides(who, happening)
    const codes = new Map<string, string>()
    const ids = new Map<string, string>()
    for (const decision of decisions) this.carryOut(who, decision, { codes, ids })
    return this.told.slice(before).map((tell) => `${tell.to[0]?.externalId}: ${inShort(tell)}`)
  }

  /** What would be decided if that happened now. */
  decides(who: Who, happening: Happening): Decision[] {
    const facts = this.snapshot(who, happening.type === 'due')
    const decisions = decide(happening, facts, this.now)
    const alike = likelySameAs({ decisions, facts }, this.open(), this.now)
    return alike ? decide(happening, { ...facts, alike }, this.now) : decisions
  }

  /** Every card that the person got, oldest first. */
  cardsOf(who: Who): Card[] {
    return this.told.flatMap(({ to, content }) =>
      to[0]?.externalId === who && (content.type === 'card' || content.type === 'card_update') ? [content.card] : [],
    )
  }

  /** Taps the button of that label on the last card that the person got. */
  taps(who: Who, label: string): string[] {
    const card = this.cardsOf(who).findLast((c) => c.buttons.some((b) => b.label === label))
    const button = card?.buttons.find((b) => b.label === label)
    if (!card || !button) throw new Error(`${who} has no button ${label}`)
    return this.happens(who, tappedOn(button.action, card.taskId))
  }

  case(code: string): CaseFacts {
    const found = this.cases.find((c) => c.code === code)
    if (!found) throw new Error(`no case ${code}`)
    return found
  }

  private open(): CaseFacts[] {
    return this.cases.filter((c) => outsideStatus(c.state) === 'open')
  }

  private snapshot(who: Who, clock: boolean): Facts {
    const facts = withPeople(factsOf(who), (p) => this.onThisDay(p))
    const inbox = {
      id: this.inboxId,
      receipt: receiptCode(this.inboxId),
      channel: 'local' as const,
      sentAt: this.now,
      receivedAt: this.now,
      crowded: false,
    }
    return {
      ...facts,
      inbox: clock ? null : inbox,
      conversation: this.conversationOf(who),
      referred: this.cases,
      todo: this.open().filter((c) => this.inHandsBy(c.handlerId).includes(facts.sender.person?.id ?? '')),
      reported: this.cases.filter((c) => c.reporter.identityId === facts.sender.identityId).toReversed(),
      offered: this.cases.filter((c) => isFree(c) && this.heardOf.get(who)?.includes(c.code)).toReversed(),
    }
  }

  private onThisDay(person: PersonFacts): PersonFacts {
    const today = civilDate(this.now, 'Asia/Shanghai')
    const own = this.absences.filter((a) => a.personId === person.id && (a.until === null || a.until >= today))
    return {
      ...person,
      absence: own.find((a) => a.from <= today) ?? null,
      absencesToCome: own.filter((a) => a.from > today),
    }
  }

  /** The person, and whom they named to stand in today. */
  private inHandsBy(personId: string | null): string[] {
    const person = Object.values(PEOPLE).find((p) => p.id === personId)
    return person ? [person.id, this.onThisDay(person).absence?.coverId ?? person.id] : []
  }

  private conversationOf(who: Who): Conversation {
    const { draft, ...rest } = this.conversations.get(who) ?? { draft: null, question: null, loose: [] }
    return { ...rest, draft: draft && this.present(draft) }
  }

  private present(draft: OpenDraft): OpenDraft {
    return {
      ...draft,
      cases: draft.cases.map((c) => this.case(c.code)),
      checkIns: draft.checkIns.flatMap((k) => this.checkIns.find((c) => c.id === k.id) ?? []),
    }
  }

  private carryOut(who: Who, decision: Decision, refs: { codes: Map<string, string>; ids: Map<string, string> }): void {
    switch (decision.do) {
      case 'open_case': {
        const { zoneCode } = decision.case
        const code = formatCaseCode(zoneCode, this.cases.filter((c) => c.code.startsWith(zoneCode ?? 'W')).length + 1)
        refs.codes.set(decision.ref, code)
        refs.ids.set(decision.ref, code)
        this.cases.push(this.opened(who, code, decision))
        return
      }
      case 'open_check_in': {
        const id = `check-in-${this.checkIns.length + 1}`
        refs.ids.set(decision.ref, id)
        this.checkIns.push({ ...decision.checkIn, id, state: 'draft' })
        return
      }
      case 'edit_case':
        this.change(decision.caseId, decision.changes)
        return
      case 'move_case': {
        const record = this.case(decision.caseId)
        if (record.state !== decision.from) throw new Error(`${record.code} is ${record.state}, not ${decision.from}`)
        const { to: state, clocks, sets } = decision
        const { responded: _, verified: __, ...changes } = sets ?? {}
        const closedAt = outsideStatus(state) === 'closed' ? this.now : null
        const closed = saysItEnds(decision.event) ? { closedById: decision.by.personId } : {}
        const before = state === 'need_info' ? { stateBefore: decision.from } : {}
        this.change(decision.caseId, { state, clocks, closedAt, ...closed, ...before, ...changes })
        return
      }
      case 'note_case': {
        const { responded: _, verified: __, ...changes } = decision.sets ?? {}
        this.change(decision.caseId, { ...(decision.clocks && { clocks: decision.clocks }), ...changes })
        return
      }
      case 'follow': {
        const record = this.case(decision.caseId)
        this.change(decision.caseId, { followers: [...(record.followers ?? []), addressOf(who)] })
        return
      }
      case 'assign_case':
        this.change(decision.caseId, { handlerId: decision.handlerId })
        return
      case 'set_absence': {
        const { personId, startsOn: from, endsOn: until, coverId } = decision
        this.absences = [...this.absences.filter((a) => a.personId !== personId), { personId, from, until, coverId }]
        return
      }
      case 'end_absence':
        this.absences = this.absences.filter((a) => a.personId !== decision.personId)
        return
      case 'edit_check_in':
        Object.assign(this.checkIns.find((c) => c.id === decision.checkInId) ?? {}, decision.changes)
        return
      case 'move_check_in':
        Object.assign(this.checkIns.find((c) => c.id === decision.checkInId) ?? {}, { state: decision.to })
        return
      case 'remember':
        this.remember(who, decision, refs)
        return
      case 'tell': {
        const tell = fillCaseCodes(decision.tell, refs.codes)
        if (this.told.some((t) => t.key === tell.key)) return
        this.told.push(tell)
        this.heard(tell, refs.ids)
        if (tell.purpose === 'emergency' && tell.content.type === 'card' && tell.about) {
          Object.assign(this.case(nameOf(tell.about, refs.ids)), { alarmed: true })
        }
        return
      }
    }
  }

  private heard({ about, purpose, to }: Tell, ids: Map<string, string>): void {
    if (!about || (purpose !== 'assignment' && purpose !== 'emergency')) return
    for (const { externalId } of to) {
      this.heardOf.set(externalId, [...(this.heardOf.get(externalId) ?? []), nameOf(about, ids)])
    }
  }

  private opened(who: Who, code: string, { case: opening }: Extract<Decision, { do: 'open_case' }>): CaseFacts {
    const { source: _, confidence: __, onBehalfOf: ___, reporterRole, ...fields } = opening
    return {
      ...UNTOUCHED,
      ...fields,
      id: code,
      code,
      version: 1,
      reporter: {
        identityId: `identity-${who}`,
        personId: who === 'resident' ? null : PEOPLE[who].id,
        role: reporterRole,
        address: addressOf(who),
      },
      createdAt: this.now,
      updatedAt: this.now,
    }
  }

  private change(code: string, changes: object): void {
    const record = this.case(code)
    Object.assign(record, changes, { version: record.version + 1, updatedAt: this.now })
  }

  private remember(
    who: Who,
    { draft, question }: Extract<Decision, { do: 'remember' }>,
    { ids }: { ids: Map<string, string> },
  ): void {
    const conversation = { ...this.conversationOf(who) }
    if (question !== undefined) conversation.question = question
    if (draft !== undefined) {
      const names = draft?.records.map((r) => nameOf(r, ids)) ?? []
      conversation.draft = draft && {
        ...draft,
        openedAt: this.now,
        cases: this.cases.filter((c) => names.includes(c.code)),
        checkIns: this.checkIns.filter((c) => names.includes(c.id)),
      }
    }
    this.conversations.set(who, conversation)
  }
}

/** Nobody has taken it on. */
function isFree({ state, urgency, toldAsHandled }: CaseFacts): boolean {
  if (state === 'draft') return urgency === 'emergency' && !toldAsHandled
  return ['new', 'returned', 'reopened'].includes(state)
}

function addressOf(who: Who): Address {
  return { channel: 'local', externalId: who, personId: who === 'resident' ? null : PEOPLE[who].id }
}

function nameOf(ref: RecordRef, ids: Map<string, string>): string {
  if ('ref' in ref) return ids.get(ref.ref) ?? ''
  return 'caseId' in ref ? ref.caseId : ref.checkInId
}

function inShort({ content }: Tell): string {
  switch (content.type) {
    case 'text':
      return content.text.split('\n回执')[0] ?? ''
    case 'card':
    case 'card_update': {
      const { title, subtitle, facts, closedAs, buttons } = content.card
      const end = closedAs ?? buttons.map((b) => b.label).join('/')
      return [title, subtitle, ...facts.map((f) => f.value), end && `[${end}]`].filter(Boolean).join(' | ')
    }
    default:
      return content.type
  }
}
