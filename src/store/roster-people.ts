/** Who of the roster is whom in the database, and what is new about them. */
import { randomUUID } from 'node:crypto'
import { groupBy } from '../domain/group.ts'
import { type Account, accountAs, type Roster, type RosterFault, type RosterPerson } from '../domain/roster.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { KnownIdentity, KnownPerson, KnownRoster } from './roster-known.ts'
import type { PlacesPlan } from './roster-plan.ts'

export interface PersonRow {
  id: string
  organisationId: string
  branchId: string
  name: string
  phone: string | null
}
export interface PeoplePlan {
  faults: RosterFault[]
  added: PersonRow[]
  changed: PersonRow[]
  /** People of these branches whom the roster no longer has. */
  leftIds: string[]
  identities: {
    added: {
      organisationId: string
      channel: Account['channel']
      externalId: string
      displayId: string
      personId: string
    }[]
    bound: { id: string; personId: string }[]
    /** Accounts that the roster bound earlier and now replaces by others. */
    releasedIds: string[]
  }
  personOf: ReadonlyMap<RosterPerson, string>
}

export function planPeople(roster: Roster, places: PlacesPlan, known: KnownRoster): PeoplePlan {
  const plan: Omit<PeoplePlan, 'personOf'> = {
    faults: [],
    added: [],
    changed: [],
    leftIds: [],
    identities: { added: [], bound: [], releasedIds: [] },
  }
  const matcher = new PersonMatcher(roster, places, known)
  const personOf = new Map<RosterPerson, string>()
  for (const person of matcher.surestFirst(roster.people)) {
    const branch = places.branchOf.get(person.home)
    if (!branch) continue
    const match = matcher.match(person, branch.id, plan.faults)
    if (match === 'fault') continue
    const row = personRow(person, match, { branch, told: matcher.branchIds })
    personOf.set(person, row.id)
    if (!match) plan.added.push(row)
    else if (match.left || match.branchId !== row.branchId || match.name !== row.name || match.phone !== row.phone) {
      plan.changed.push(row)
    }
    planIdentities(plan.identities, row, { accounts: person.accounts, matcher })
  }
  plan.leftIds = peopleWhoLeft(known, matcher.branchIds, new Set(personOf.values()))
  return { ...plan, personOf }
}

/** Somebody whose own branch has another roster is a guest here and stays where they belong. */
function personRow(
  person: RosterPerson,
  match: KnownPerson | null,
  { branch, told }: { branch: { id: string; organisationId: string }; told: ReadonlySet<string> },
): PersonRow {
  const home = match?.branchId && !match.left && !told.has(match.branchId) ? match : null
  return {
    id: match?.id ?? randomUUID(),
    organisationId: home?.organisationId ?? branch.organisationId,
    branchId: home?.branchId ?? branch.id,
    name: person.name,
    phone: person.phone ?? match?.phone ?? null,
  }
}

const accountKey = (channel: ChannelName, id: string) => `${channel}/${accountAs(channel, id)}`

class PersonMatcher {
  readonly identities: ReadonlyMap<string, KnownIdentity>
  readonly identitiesOf: ReadonlyMap<string | null, KnownIdentity[]>
  /** Branches whose roster this is. */
  readonly branchIds: ReadonlySet<string>
  private readonly people: ReadonlyMap<string, KnownPerson>
  private readonly namesakes: ReadonlyMap<string, KnownPerson[]>
  /** `branchId name` of everybody in the roster. */
  private readonly told: ReadonlySet<string>
  private readonly taken = new Set<string>()

  constructor(roster: Roster, places: PlacesPlan, known: KnownRoster) {
    this.identities = new Map(known.identities.map((i) => [accountKey(i.channel, i.externalId), i]))
    this.identitiesOf = groupBy(known.identities, (i) => i.personId)
    this.branchIds = new Set([...places.branchOf.values()].map((b) => b.id))
    this.people = new Map(known.people.map((p) => [p.id, p]))
    this.namesakes = groupBy(known.people, (p) => `${p.branchId} ${p.name}`)
    this.told = new Set(roster.people.map((p) => `${places.branchOf.get(p.home)?.id} ${p.name}`))
  }

  /** An account is surer than a phone, a phone surer than a name: whoever has less takes what is left. */
  surestFirst(people: readonly RosterPerson[]): RosterPerson[] {
    const sureness = (p: RosterPerson) => (p.accounts.length > 0 ? 2 : 0) + (p.phone ? 1 : 0)
    return [...people].sort((a, b) => sureness(b) - sureness(a))
  }

  /** `null`: nobody yet. */
  match(person: RosterPerson, branchId: string, faults: RosterFault[]): KnownPerson | null | 'fault' {
    const match = this.byAccount(person, faults) ?? this.byName(person, branchId, faults)
    if (match && match !== 'fault') this.taken.add(match.id)
    return match
  }

  private byAccount(person: RosterPerson, faults: RosterFault[]): KnownPerson | null | 'fault' {
    for (const { channel, id } of person.accounts) {
      const owner = this.people.get(this.identities.get(accountKey(channel, id))?.personId ?? '')
      // Who left has no more use for an account: the platform may have given it to somebody else.
      if (!owner || (owner.left && owner.name !== person.name)) continue
      if (!this.taken.has(owner.id) && (owner.name === person.name || this.renamed(owner))) return owner
      const field = channel === 'dingtalk' ? 'dingtalk' : 'wecom'
      faults.push({ row: person.row, field, message: `账号“${id}”已经是“${owner.name}”的，请核对` })
      return 'fault'
    }
    return null
  }

  /** The same account under a new name is a correction, if the old name is gone from the roster. */
  private renamed({ branchId, name }: KnownPerson): boolean {
    return branchId !== null && this.branchIds.has(branchId) && !this.told.has(`${branchId} ${name}`)
  }

  private byName(person: RosterPerson, branchId: string, faults: RosterFault[]): KnownPerson | null | 'fault' {
    const all = (this.namesakes.get(`${branchId} ${person.name}`) ?? []).filter((p) => !this.taken.has(p.id))
    const samePhone = person.phone === null ? undefined : all.find((p) => p.phone === person.phone)
    if (samePhone) return samePhone
    const present = all.filter((p) => !p.left)
    const candidates = present.length > 0 ? present : all
    if (candidates.length <= 1) return candidates[0] ?? null
    if (person.phone !== null) return null
    faults.push({
      row: person.row,
      field: 'phone',
      message: `已有${candidates.length}位“${person.name}”，请填手机来区分`,
    })
    return 'fault'
  }
}

function planIdentities(
  plan: PeoplePlan['identities'],
  person: PersonRow,
  { accounts, matcher }: { accounts: readonly Account[]; matcher: PersonMatcher },
): void {
  for (const { channel, id } of accounts) {
    const known = matcher.identities.get(accountKey(channel, id))
    if (!known) {
      const { organisationId } = person
      plan.added.push({
        organisationId,
        channel,
        externalId: accountAs(channel, id),
        displayId: id,
        personId: person.id,
      })
    } else if (known.personId !== person.id) {
      plan.bound.push({ id: known.id, personId: person.id })
    }
    const replaced = (matcher.identitiesOf.get(person.id) ?? []).filter(
      (i) => i.channel === channel && i.externalId !== accountAs(channel, id) && i.boundBy === 'roster',
    )
    plan.releasedIds.push(...replaced.map((i) => i.id))
  }
}

/** People of a roster's branch who are not in it, unless they still answer for something elsewhere. */
function peopleWhoLeft(known: KnownRoster, branchIds: ReadonlySet<string>, told: ReadonlySet<string>): string[] {
  const elsewhere = new Set(known.assignments.filter((a) => !branchIds.has(a.branchId)).map((a) => a.personId))
  return known.people
    .filter((p) => p.branchId !== null && branchIds.has(p.branchId))
    .filter((p) => !p.left && !told.has(p.id) && !elsewhere.has(p.id))
    .map((p) => p.id)
}
