import { outsideStatus } from '../../domain/case.ts'
import { namesPerson } from '../../domain/names.ts'
import { caseShown, mayReadText } from '../announce.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts, PersonFacts } from '../facts.ts'
import { type Held, handle } from '../handling.ts'
import { takenUp } from '../keep.ts'
import { peopleCalled } from '../people-called.ts'
import { caseCard } from '../replies/case-card.ts'
import { acceptedText } from '../replies/commands.ts'
import {
  askWhom,
  askWhomSeveral,
  handedOnText,
  handedOnTitle,
  isTheirsAlready,
  nobodyCalled,
  notForThem,
  whichPerson,
} from '../replies/hand-on.ts'
import { cannotDoNow } from '../replies/handling.ts'
import { handlerTitle } from '../replies/people.ts'
import { orderOf } from '../said-order.ts'
import { say, tellPerson } from '../tell.ts'
import { cardSeed, type SpokenTurn, senderActor } from '../turn.ts'
import { caseNamed } from './case-named.ts'
import { giveInWords } from './give-cases.ts'

const VERB = '转交'

/** A3-0017 转给老王: another one of the branch handles it from now on. Its clocks go on as they are. */
export function handOn(turn: SpokenTurn): Decision[] {
  const codes = [...new Set(turn.reading.codes)]
  if (codes.length > 1) return handSeveralOn(turn, codes)
  const fits = ({ record }: Held) => outsideStatus(record.state) === 'open'
  return handle(turn, { verb: VERB, fits }, (held) => handCaseOn(turn, held))
}

function handSeveralOn(turn: SpokenTurn, codes: readonly string[]): Decision[] {
  const name = orderOf(turn).args.person
  if (name === undefined) return [say(turn, askWhomSeveral(codes))]
  const { person: sender } = turn.facts.sender
  const branchIds = codes.map((code) => caseNamed(turn.facts, code)?.branchId ?? sender?.branchId ?? null)
  const called = isSelf(name) && sender ? [sender] : peopleCalled(turn.facts, name, branchIds[0] ?? null)
  const [person] = called
  if (!person) return [say(turn, nobodyCalled(name))]
  if (called.length > 1) {
    return [
      say(
        turn,
        whichPerson(
          codes.join('、'),
          called.map((p) => p.name),
        ),
      ),
    ]
  }
  return giveInWords(turn, codes, person)
}

function handCaseOn(turn: SpokenTurn, { record, taker }: Held): Decision[] {
  const about = { caseId: record.id }
  const { decisions, record: kept } = takenUp(turn, record)
  if (outsideStatus(kept.state) !== 'open') return [say(turn, cannotDoNow(VERB, record), { about })]
  const name = orderOf(turn).args.person
  if (name === undefined) return [say(turn, askWhom(record), { about })]
  const { person: sender } = turn.facts.sender
  const called = isSelf(name) && sender ? [sender] : peopleCalled(turn.facts, name, record.branchId)
  const [person] = called
  if (!person) return [say(turn, nobodyCalled(name), { about })]
  if (called.length > 1)
    return [
      say(
        turn,
        whichPerson(
          record.code,
          called.map((p) => p.name),
        ),
        { about },
      ),
    ]
  if (person.id === record.handlerId) return [say(turn, isTheirsAlready(record.code, person.name), { about })]
  if (!mayBeGiven(record, person) || (record.category === 'integrity' && taker !== 'secretary')) {
    return [say(turn, notForThem(record.code, person.name), { about })]
  }
  const by = senderActor(turn)
  const after = { ...kept, handlerId: person.id }
  return [
    ...decisions,
    { do: 'assign_case', caseId: record.id, handlerId: person.id, by },
    say(turn, givenText(turn, record, person), { about }),
    ...(person.id === by.personId ? [] : tellNewHandler(turn, after, person)),
  ]
}

/** 转给我: whoever stands in keeps it for good. */
function isSelf(name: string): boolean {
  return ['我', '自己', '我自己'].includes(name)
}

/** Nobody handles what names them. */
function mayBeGiven(record: CaseFacts, person: PersonFacts): boolean {
  return !namesPerson(record.text, person.name)
}

function givenText({ facts }: SpokenTurn, record: CaseFacts, person: PersonFacts): string {
  if (person.id === facts.sender.person?.id) return acceptedText(record.code)
  return handedOnText(record, handlerTitle(facts, person, null) ?? '', person.addresses.length > 0)
}

function tellNewHandler(turn: SpokenTurn, record: CaseFacts, person: PersonFacts): Decision[] {
  const card = caseCard(
    { ...caseShown(turn.facts, record, record.state), reporter: null },
    {
      taskId: `handed-${cardSeed(turn)}-${record.id}`,
      title: handedOnTitle(record.code),
      acceptable: ['new', 'returned', 'reopened'].includes(record.state),
      withText: mayReadText(person, 'handler', record),
    },
  )
  return tellPerson(turn, person, {
    key: `handed/${record.code}/${record.version}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'card', card },
    about: { caseId: record.id },
  })
}
