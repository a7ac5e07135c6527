import { reporterRole } from '../domain/roles.ts'
import { announce } from './announce.ts'
import { attachTo, keepLoose } from './attachments.ts'
import { codeNamed } from './commands/case-named.ts'
import { lookup } from './commands/lookup.ts'
import type { Decision, NewCase } from './decision.ts'
import type { CaseFacts, ZoneFacts } from './facts.ts'
import { ownZones } from './find.ts'
import { storable, type Told } from './open-records.ts'
import { keepWith } from './quoted.ts'
import { ownStateText } from './replies/commands.ts'
import { passedOnText, whichZoneText, whoAnswersText } from './replies/enquiry.ts'
import { nextStep } from './replies/next-step.ts'
import { handlerTitle } from './replies/people.ts'
import { route, routeIn } from './route.ts'
import { clocksAtOpening } from './step.ts'
import { say } from './tell.ts'
import type { SpokenTurn, Turn } from './turn.ts'
import { namedZones } from './zone-match.ts'

const WHO =
  /(?:谁|誰|哪个|哪個|哪位|边个|邊個).{0,8}(?:负责|負責|管|党员|黨員|网格员|網格員|书记|書記)|(?:负责人|負責人|责任区党员|責任區黨員|党员|黨員|网格员|網格員|书记|書記|责任人|責任人)(?:.{0,4}(?:是谁|是誰|是哪|叫什么|叫咩|边个|邊個)|.{0,6}(?:电话|電話|联系|聯繫|怎么找|点揾))/
const STATE =
  /(?:修|弄|办|辦|处理|處理|解决|解決|搞|整|换|換|清|装|裝)(?:好|完|定|掉)?(?:了|咗)?(?:吗|嗎|没|沒|么|未)|进度|進度|到哪(?:一)?步|怎么样了|怎麼樣了|点样|(?:啥|什么|甚麼|几)(?:时候|時候|时)?(?:.{0,3})(?:能|可以)?(?:修|弄|办|辦|处理|處理|解决|解決|搞)(?:好|完|定)/

/** A question: answered where the bot knows, else passed on to the person who does. */
export function enquiry(turn: SpokenTurn): Decision[] {
  const { text, message, facts } = turn
  const code = codeNamed(turn)
  if (code !== null) return [...keepWith(turn), ...lookup(turn, code)]
  if (isWhoQuestion(text)) return [...keepLoose(message), say(turn, whoAnswers(turn))]
  const [last] = facts.reported
  if (last && isStateQuestion(text))
    return [...keepLoose(message), say(turn, howItStands(last), { about: { caseId: last.id } })]
  return passOn(turn)
}

function howItStands(record: CaseFacts): string {
  return [ownStateText(record), nextStep(record, 'reporter')].filter(Boolean).join('\n')
}

export function isWhoQuestion(text: string): boolean {
  return WHO.test(text)
}

export function isStateQuestion(text: string): boolean {
  return STATE.test(text)
}

/** Who answers for the place: the role, and that one reaches them here. */
export function whoAnswers({ facts, text }: SpokenTurn): string {
  const named = namedZones(facts.zones, null, text)
  const own = ownZones(facts)
  const zones = named.length > 0 ? named : own
  return zones.length > 0 && zones.length <= 3 ? zones.map((zone) => whoAnswersText(zone)).join('\n') : whichZoneText()
}

const PASSED_ON = { ref: 'c1' } as const

function passOn(turn: SpokenTurn): Decision[] {
  const { text, reading } = turn
  const { confidence } = reading.understanding
  return [...passOnWords(turn, { text, confidence, onBehalfOf: reading.onBehalfOf }), ...attachTo(turn, PASSED_ON)]
}

/**
 * The question becomes a matter for whoever can answer it.
 *
 * @param toLeader for who leads there, not the member
 * @param because told to the sender first: why it is not done as they said
 */
export function passOnWords(
  turn: Turn,
  { text, confidence, onBehalfOf }: Pick<Told, 'text' | 'confidence' | 'onBehalfOf'>,
  { toLeader = false, because = '' }: { toLeader?: boolean; because?: string } = {},
): Decision[] {
  const { facts } = turn
  const matter = { category: 'other' as const, place: null, text }
  const found = route(matter, facts)
  const zone: ZoneFacts | null = found.zone ?? (found.question ? (ownZones(facts)[0] ?? null) : null)
  const { branch, leader, handler: member } = routeIn(zone, matter, facts)
  const handler = toLeader ? leader : member
  const opening: NewCase = {
    kind: 'enquiry',
    category: 'other',
    urgency: 'normal',
    state: 'new',
    toldAsHandled: false,
    zoneCode: zone?.code ?? null,
    branchId: branch?.id ?? null,
    place: null,
    occurredAt: null,
    text: storable('other', text, null).text,
    source: [0, text.length],
    reporterRole: reporterRole(facts.sender.person?.assignments ?? null),
    onBehalfOf,
    handlerId: handler?.id ?? null,
    confidence,
    clocks: clocksAtOpening(turn, { category: 'other', urgency: 'normal' }),
  }
  const { ref } = PASSED_ON
  return [
    { do: 'open_case', ref, case: opening },
    say(turn, `${because}${passedOnText(ref, handlerTitle(facts, handler, zone))}`, { about: PASSED_ON }),
    ...announce(turn, { ...opening, ref }),
  ]
}
