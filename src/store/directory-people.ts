/** Who of a platform's directory is whom in the database. Nobody is taken for somebody else: in doubt they are left out. */
import { randomUUID } from 'node:crypto'
import { groupBy } from '../domain/group.ts'
import { needsSecondYes } from '../domain/roles.ts'
import { type Account, accountAs, type Roster, type RosterPerson } from '../domain/roster.ts'
import type { KnownIdentity, KnownPerson, KnownRoster } from './roster-known.ts'
import type { PeoplePlan, PersonRow } from './roster-people.ts'
import type { PlacesPlan } from './roster-plan.ts'

/** What the import does with one member of the directory; one that is not here stays as it is. */
export interface DirectoryFate {
  is: 'added' | 'changed' | 'left_out'
  told: string
}

export interface DirectoryPeoplePlan extends PeoplePlan {
  fates: ReadonlyMap<RosterPerson, DirectoryFate>
  /** Accounts that the platform has no longer, with whose they were. */
  released: { name: string; account: string }[]
}

export interface DirectoryKnown {
  places: PlacesPlan
  known: KnownRoster
  /** Accounts of this channel that the platform has no longer, by `accountAs`. */
  gone: ReadonlySet<string>
}

export function planDirectoryPeople(roster: Roster, all: DirectoryKnown): DirectoryPeoplePlan {
  const planner = new DirectoryPlanner(roster, all)
  // Whose account is known is sure; the others are looked for among those who are left.
  const strangers = roster.people.filter((person) => !planner.takeKnownAccount(person))
  for (const person of strangers) planner.takeByName(person)
  return planner.plan()
}

/** Each person of a directory has one account: the one they are listed by. */
interface Listed {
  person: RosterPerson
  account: Account
  branch: { id: string; organisationId: string }
}

class DirectoryPlanner {
  private readonly fates = new Map<RosterPerson, DirectoryFate>()
  private readonly personOf = new Map<RosterPerson, string>()
  private readonly added: PersonRow[] = []
  private readonly changed: PersonRow[] = []
  private readonly identities: PeoplePlan['identities'] = { added: [], bound: [], releasedIds: [] }
  private readonly released: DirectoryPeoplePlan['released'] = []
  private readonly all: DirectoryKnown
  private readonly listed: ReadonlyMap<RosterPerson, Listed>
  private readonly accounts: ReadonlyMap<string, KnownIdentity>
  private readonly people: ReadonlyMap<string, KnownPerson>
  private readonly namesakes: ReadonlyMap<string, KnownPerson[]>
  /** People who have an account on this channel that still exists. */
  private readonly reached = new Set<string>()
  private readonly strangers: Map<string, RosterPerson[]>
  private readonly branchIds: ReadonlySet<string>
  /** By what each branch tells its people apart: name, and end of the phone. */
  private readonly marks: Set<string>

  constructor(roster: Roster, all: DirectoryKnown) {
    this.all = all
    this.listed = new Map(roster.people.flatMap((person) => this.listedAs(person)))
    const [channel] = [...this.listed.values()].map(({ account }) => account.channel)
    const ofChannel = all.known.identities.filter((i) => i.channel === channel)
    this.accounts = new Map(ofChannel.map((i) => [i.externalId, i]))
    this.people = new Map(all.known.people.map((p) => [p.id, p]))
    this.namesakes = groupBy(all.known.people, (p) => `${p.branchId} ${p.name}`)
    this.branchIds = new Set([...all.places.branchOf.values()].map(({ id }) => id))
    const present = all.known.people.filter((p) => !p.left)
    this.marks = new Set(present.map((p) => `${p.branchId} ${p.name} ${endOf(p.phone)}`))
    for (const identity of ofChannel) this.lookAt(identity)
    this.strangers = groupBy(
      roster.people.filter((person) => this.ownerOf(person) === null),
      (person) => this.nameKey(person),
    )
  }

  private listedAs(person: RosterPerson): [RosterPerson, Listed][] {
    const [account] = person.accounts
    const branch = this.all.places.branchOf.get(person.home)
    return account && branch ? [[person, { person, account, branch }]] : []
  }

  private lookAt({ id, externalId, personId }: KnownIdentity): void {
    if (personId === null) return
    if (!this.all.gone.has(externalId)) return void this.reached.add(personId)
    this.identities.releasedIds.push(id)
    this.released.push({ name: this.people.get(personId)?.name ?? '', account: externalId })
  }

  private nameKey(person: RosterPerson): string {
    return `${this.listed.get(person)?.branch.id} ${person.name}`
  }

  /** Whose the account is; `null`: nobody's, or that of somebody who left and is called otherwise. */
  private ownerOf(person: RosterPerson): KnownPerson | null {
    const account = this.listed.get(person)?.account
    const identity = account && this.accounts.get(accountAs(account.channel, account.id))
    const owner = this.people.get(identity?.personId ?? '') ?? null
    return owner?.left && owner.name !== person.name ? null : owner
  }

  /** Whether the account is somebody's already, so that nothing is left to find out. */
  takeKnownAccount(person: RosterPerson): boolean {
    const owner = this.ownerOf(person)
    if (!owner) return !this.listed.has(person)
    if (owner.name !== person.name) {
      this.leaveOut(person, `这个账号绑定的是“${owner.name}”，没有改。换了人或改了名字，请核对后用名册或邀请码重新绑定`)
    } else if (owner.left) this.leaveOut(person, '在名册里已经离开，没有恢复。要恢复，请写进名册再导入')
    else this.keep(person, owner)
    return true
  }

  /** By name alone only where it can be no other, and only for those who have no say over others. */
  takeByName(person: RosterPerson): void {
    const found = this.findByName(person)
    if (found === null) this.add(person)
    else if (typeof found === 'string') this.leaveOut(person, found)
    else this.bind(person, found)
  }

  /** The person meant; `null`: nobody yet; else why it cannot be said. */
  private findByName(person: RosterPerson): KnownPerson | null | string {
    const all = this.namesakes.get(this.nameKey(person)) ?? []
    const present = all.filter((p) => !p.left)
    const samePhone = present.find((p) => p.phone !== null && p.phone === person.phone)
    if (samePhone) return this.reached.has(samePhone.id) ? '已经绑定了另一个账号，没有改' : samePhone
    const others = this.strangers.get(this.nameKey(person)) ?? []
    if (present.length === 0 && others.length === 1) {
      return all.length === 0 ? null : '名册里有一位同名的人已经离开，没有导入。请写进名册再导入'
    }
    if (person.phone !== null && this.isAnother(person, [...present, ...others])) return null
    const [only] = present
    if (!only || present.length > 1 || others.length > 1)
      return '支部里有同名的人，分不清是哪一位，没有绑定。请发邀请码'
    if (this.reached.has(only.id)) return '已经绑定了另一个账号，没有改'
    if (only.phone !== null && person.phone !== null) return '和名册里的手机号不一样，没有绑定。请核对'
    const leads = this.all.known.assignments.filter((a) => a.personId === only.id).map((a) => a.role)
    return needsSecondYes(leads) ? '在名册里负责支部或组织，不按姓名绑定。请发邀请码' : only
  }

  /** Told apart from all of that name by the phone: each has one, and it ends otherwise. */
  private isAnother(person: RosterPerson, namesakes: readonly (KnownPerson | RosterPerson)[]): boolean {
    const rest = namesakes.filter((other) => other !== person)
    return rest.length > 0 && rest.every(({ phone }) => phone !== null && endOf(phone) !== endOf(person.phone))
  }

  private keep(person: RosterPerson, owner: KnownPerson): void {
    this.personOf.set(person, owner.id)
    if (this.addPhone(person, owner)) this.fates.set(person, { is: 'changed', told: '补上手机' })
  }

  private bind(person: RosterPerson, owner: KnownPerson): void {
    this.personOf.set(person, owner.id)
    this.reached.add(owner.id)
    const told = this.addPhone(person, owner) ? '绑定账号，补上手机' : '绑定账号'
    this.bindTo(person, owner.organisationId, owner.id)
    this.fates.set(person, { is: 'changed', told })
  }

  private add(person: RosterPerson): void {
    const listed = this.listed.get(person)
    if (!listed) return
    const { organisationId, id: branchId } = listed.branch
    const { name, phone } = person
    const row = { id: randomUUID(), organisationId, branchId, name, phone }
    this.marks.add(`${branchId} ${name} ${endOf(phone)}`)
    this.added.push(row)
    this.personOf.set(person, row.id)
    this.bindTo(person, organisationId, row.id)
    this.fates.set(person, { is: 'added', told: '新增人员，绑定账号' })
  }

  /** The roster's own number stays. */
  private addPhone({ phone }: RosterPerson, owner: KnownPerson): boolean {
    const { id, organisationId, branchId, name } = owner
    if (phone === null || owner.phone !== null || branchId === null) return false
    // A branch tells its namesakes apart by the ends of their phones; of a branch of elsewhere they are not known.
    if (!this.branchIds.has(branchId)) return false
    const mark = `${branchId} ${name} ${endOf(phone)}`
    if (this.marks.has(mark)) return false
    this.marks.add(mark)
    this.changed.push({ id, organisationId, branchId, name, phone })
    return true
  }

  private bindTo(person: RosterPerson, organisationId: string, personId: string): void {
    const account = this.listed.get(person)?.account
    if (!account) return
    const { channel, id: displayId } = account
    const externalId = accountAs(channel, displayId)
    const known = this.accounts.get(externalId)
    if (known) this.identities.bound.push({ id: known.id, personId })
    else this.identities.added.push({ organisationId, channel, externalId, displayId, personId })
  }

  private leaveOut(person: RosterPerson, told: string): void {
    this.fates.set(person, { is: 'left_out', told })
  }

  plan(): DirectoryPeoplePlan {
    const { added, changed, identities, personOf, fates, released } = this
    return { faults: [], added, changed, leftIds: [], identities, personOf, fates, released }
  }
}

function endOf(phone: string | null): string {
  return phone?.slice(-4) ?? ''
}
