/** A small community to decide about: two zones, their members, a secretary, a leader above, a resident. */
import type { InboundMessage, MessagePart } from '../../src/channels/channel.ts'
import type { CaseFacts, CheckInFacts, Facts, PersonFacts, ZoneFacts } from '../../src/decide/facts.ts'
import type { Happening } from '../../src/decide/happening.ts'
import { USUAL_HOURS, type WorkCalendar } from '../../src/domain/calendar.ts'
import { NO_CLOCKS, USUAL_CLOCKS } from '../../src/domain/clocks.ts'
import type { Role } from '../../src/domain/vocabulary.ts'
import { certaintyOf, type Thresholds } from '../../src/understanding/certainty.ts'
import type {
  Reading,
  Understanding,
  UnderstoodCheckIn,
  UnderstoodIncident,
} from '../../src/understanding/understanding.ts'

/** A Wednesday morning in Shanghai. */
export const NOW = new Date('2026-11-18T10:30:00+08:00')
export const BRANCH = 'branch-xingfu'
const RECEIPT = 'K7M2QX'

const WEEKDAYS: WorkCalendar = {
  isWorkingDay: (date) => ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()),
  known: (year) => year === 2026,
}

type PostIn = [role: Role, zoneCode: string | null, backup?: boolean]

export function person(id: string, name: string, posts: readonly PostIn[], reachable = true): PersonFacts {
  return {
    id,
    name,
    branchId: BRANCH,
    assignments: posts.map(([role, zoneCode, backup = false]) => ({ role, zoneCode, branchId: BRANCH, backup })),
    addresses: reachable ? [{ channel: 'local', externalId: id, personId: id }] : [],
  }
}

export const PEOPLE = {
  zhou: person('zhou', '周建国', [['zone_member', 'A3']]),
  li: person('li', '李敏', [['zone_member', 'A3', true]]),
  wang: person('wang', '王秀英', [['zone_member', 'B2']]),
  /** Answers for both zones, A3 being the home zone. */
  sun: person('sun', '孙洁', [
    ['zone_member', 'A3', true],
    ['zone_member', 'B2', true],
  ]),
  helper: person('helper', '何小林', [['helper', null]]),
  zhao: person('zhao', '赵志远', [['branch_secretary', null]]),
  qian: person('qian', '钱春华', [['organisation_admin', null]]),
} as const
export type Who = keyof typeof PEOPLE | 'resident'

export const ZONES: ZoneFacts[] = [
  {
    id: 'zone-a3',
    code: 'A3',
    name: '幸福社区一区',
    kind: 'community',
    branchId: BRANCH,
    areas: [
      ...['1', '2', '3'].map((n) => ({ text: `${n}号楼`, building: n, unit: null })),
      { text: '红砖楼', building: '3', unit: null },
      { text: '老年活动中心', building: null, unit: null },
    ],
    primary: PEOPLE.zhou,
    backups: [PEOPLE.li],
  },
  {
    id: 'zone-b2',
    code: 'B2',
    name: '幸福社区二区',
    kind: 'community',
    branchId: BRANCH,
    areas: [
      ...['4', '5', '6'].map((n) => ({ text: `${n}号楼`, building: n, unit: null })),
      { text: '东门', building: null, unit: null },
    ],
    primary: PEOPLE.wang,
    backups: [],
  },
]

/** The snapshot for a sender of whom nothing else is known; `changes` on top. */
export function factsOf(who: Who = 'zhou', changes: Partial<Facts> = {}): Facts {
  const sender = who === 'resident' ? null : PEOPLE[who]
  return {
    inbox: {
      id: 4711n,
      receipt: RECEIPT,
      channel: 'local',
      sentAt: new Date(NOW.getTime() - 1000),
      receivedAt: NOW,
      crowded: false,
    },
    sender: {
      identityId: `identity-${who}`,
      address: { channel: 'local', externalId: who, personId: sender?.id ?? null },
      inGroup: false,
      firstContact: false,
      person: sender,
      zoneCode: null,
    },
    conversation: { draft: null, question: null, loose: [] },
    zones: ZONES,
    branches: [{ id: BRANCH, name: '幸福社区支部', secretaries: [PEOPLE.zhao], above: [PEOPLE.qian] }],
    referred: [],
    quotedCodes: [],
    todo: [],
    reported: [],
    previous: null,
    invite: null,
    inviteTries: 0,
    settings: {
      timezone: 'Asia/Shanghai',
      quietFrom: '20:30',
      quietUntil: '08:00',
      draftMinutes: 10,
      clocks: USUAL_CLOCKS,
      workHours: USUAL_HOURS,
      verifyCategories: ['facility', 'fire', 'building', 'security'],
      privacyNotice: '您说的由责任区党员和支部书记查看处理，原话保存30天。',
      publicUrl: 'http://127.0.0.1:3000',
    },
    calendar: WEEKDAYS,
    ...changes,
  }
}

/** The same on a day on which these people are away, each with whoever stands in for them. */
export function whileAway(facts: Facts, covers: Partial<Record<string, string | null>>): Facts {
  return withPeople(facts, (p) => {
    const coverId = covers[p.id]
    return coverId === undefined ? p : { ...p, absence: { until: null, coverId } }
  })
}

/** The same with everybody of the roster changed like this. */
export function withPeople(facts: Facts, change: (person: PersonFacts) => PersonFacts): Facts {
  const { sender } = facts
  return {
    ...facts,
    sender: { ...sender, person: sender.person && change(sender.person) },
    zones: facts.zones.map((z) => ({ ...z, primary: z.primary && change(z.primary), backups: z.backups.map(change) })),
    branches: facts.branches.map((b) => ({
      ...b,
      secretaries: b.secretaries.map(change),
      above: b.above.map(change),
    })),
  }
}

/** The snapshot that the clock looks at: no message. */
export function silentFacts(who: Who = 'zhou', changes: Partial<Facts> = {}): Facts {
  return { ...factsOf(who, changes), inbox: null }
}

/** What nobody has done to a case yet. */
export const UNTOUCHED = {
  clocks: NO_CLOCKS,
  stateBefore: null,
  extension: 'none',
  escalation: 0,
  external: null,
  scheduledOn: null,
  satisfied: null,
  closedAt: null,
  closedById: null,
} as const satisfies Partial<CaseFacts>

export function caseFacts(changes: Partial<CaseFacts> = {}): CaseFacts {
  const code = changes.code ?? 'A3-0017'
  return {
    id: `case-${code}`,
    code,
    zoneCode: 'A3',
    branchId: BRANCH,
    kind: 'incident',
    category: 'facility',
    urgency: 'normal',
    state: 'draft',
    toldAsHandled: false,
    place: { text: '3号楼2单元楼道', building: '3', unit: '2', floor: null, room: null },
    occurredAt: null,
    text: '3号楼2单元楼道灯坏了两天了',
    version: 1,
    reporter: { identityId: 'identity-zhou', personId: 'zhou', role: 'zone_member', address: null },
    handlerId: 'zhou',
    ...UNTOUCHED,
    createdAt: new Date(NOW.getTime() - 60_000),
    updatedAt: new Date(NOW.getTime() - 60_000),
    ...changes,
  }
}

export function checkInFacts(changes: Partial<CheckInFacts> = {}): CheckInFacts {
  return {
    id: 'check-in-1',
    activity: 'patrol',
    zoneCode: 'A3',
    place: null,
    occurredAt: null,
    text: '今天巡查一圈',
    state: 'draft',
    ...changes,
  }
}

export function draftOf(cases: readonly CaseFacts[], checkIns: readonly CheckInFacts[] = []) {
  return {
    taskId: 'draft-OPENED',
    version: 1,
    openedAt: new Date(NOW.getTime() - 60_000),
    cases: [...cases],
    checkIns: [...checkIns],
  }
}

export function incident(changes: Partial<UnderstoodIncident> = {}): UnderstoodIncident {
  return {
    kind: 'incident',
    category: 'facility',
    urgency: 'normal',
    state: 'open',
    place: null,
    occurredAt: null,
    source: [0, 100],
    ...changes,
  }
}

export function checkIn(changes: Partial<UnderstoodCheckIn> = {}): UnderstoodCheckIn {
  return { kind: 'checkin', activity: 'patrol', place: null, occurredAt: null, source: [0, 100], ...changes }
}

export function at(text: string, parts: { building?: string; unit?: string } = {}) {
  return { text, building: parts.building ?? null, unit: parts.unit ?? null, floor: null, room: null }
}

/** Round limits: those of the model move with what it learns. */
const THRESHOLDS: Thresholds = {
  sure: { from: 0.8, right: 0.95 },
  unsure: { below: 0.5, right: 0.5 },
  hardly: { below: 0.25, right: 0.25 },
  doubt: { leadBelow: 0.2, asked: 0.15 },
}

/** A reading; the intent follows from what is in it unless it is named. */
export function readingOf(changes: Partial<Omit<Reading, 'understanding'>> & Partial<Understanding> = {}): Reading {
  const { intent, records = [], command = null, confidence = 0.9, ...rest } = changes
  return {
    understanding: {
      intent: intent ?? (records.length > 0 ? 'report' : command ? 'command' : 'chat'),
      records,
      command,
      confidence,
    },
    certainty: certaintyOf(confidence, THRESHOLDS),
    doubt: null,
    answer: null,
    correction: null,
    plain: '',
    bareOrder: null,
    addressed: null,
    codes: [],
    inviteCode: null,
    emergencyNumber: null,
    onBehalfOf: null,
    ...rest,
  }
}

export function messageOf(parts: MessagePart[], changes: Partial<InboundMessage> = {}): InboundMessage {
  return {
    type: 'message',
    from: { externalId: 'x', displayId: 'x', name: null },
    chat: { kind: 'single' },
    sentAt: new Date(NOW.getTime() - 1000),
    parts,
    quoted: null,
    replyHandle: null,
    ...changes,
  }
}

/** Somebody writes `text`, which reads as `reading`. */
export function said(text: string, reading: Reading, joined: Reading | null = null): Happening {
  return { type: 'message', message: messageOf([{ type: 'text', text }]), reading, joined }
}

export function tappedOn(action: string, taskId = 'draft-OPENED-v1'): Happening {
  return {
    type: 'tap',
    tap: {
      type: 'tap',
      from: { externalId: 'x', displayId: 'x', name: null },
      sentAt: NOW,
      taskId,
      action,
      selected: {},
      cardHandle: null,
    },
  }
}
