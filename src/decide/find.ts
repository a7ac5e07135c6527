import type { BranchFacts, Facts, PersonFacts, ZoneFacts } from './facts.ts'

export function zoneOf(facts: Facts, code: string | null): ZoneFacts | null {
  return facts.zones.find((z) => z.code === code) ?? null
}

export function branchOf(facts: Facts, id: string | null): BranchFacts | null {
  return facts.branches.find((b) => b.id === id) ?? null
}

/** The zones that the sender answers for, home zone first; for a resident the zone of the QR code. */
export function ownZones({ sender, zones }: Facts): ZoneFacts[] {
  const codes = sender.person ? sender.person.assignments.map((a) => a.zoneCode) : [sender.zoneCode]
  return [...new Set(codes)].flatMap((code) => zones.filter((z) => z.code === code))
}

/** Anybody of the roster that the snapshot knows of. */
export function personOf(facts: Facts, id: string | null): PersonFacts | null {
  if (id === null) return null
  const { sender, zones, branches } = facts
  return (sender.person?.id === id ? sender.person : null) ?? inZones(zones).get(id) ?? leading(branches, id)
}

/** By the list itself, which snapshots of one roster share. */
const peopleOfZones = new WeakMap<readonly ZoneFacts[], ReadonlyMap<string, PersonFacts>>()

function inZones(zones: readonly ZoneFacts[]): ReadonlyMap<string, PersonFacts> {
  let people = peopleOfZones.get(zones)
  if (!people) {
    people = new Map(zones.flatMap((z) => [z.primary, ...z.backups]).flatMap((p) => (p ? [[p.id, p]] : [])))
    peopleOfZones.set(zones, people)
  }
  return people
}

function leading(branches: readonly BranchFacts[], id: string): PersonFacts | null {
  for (const { secretaries, above } of branches) {
    const person = secretaries.find((p) => p.id === id) ?? above.find((p) => p.id === id)
    if (person) return person
  }
  return null
}

/** The first who can be reached, else the first. */
export function reachableFirst(people: readonly PersonFacts[]): PersonFacts | null {
  return people.find((p) => p.addresses.length > 0) ?? people[0] ?? null
}

/**
 * Who acts for a person today: they themselves, or while they are away whoever stands in; empty: nobody is there.
 *
 * @param zone the zone that it is about, whose backups stand in for a person without a cover
 */
export function actingFor(facts: Facts, person: PersonFacts, zone: ZoneFacts | null): PersonFacts[] {
  if (!person.absence) return [person]
  const cover = coverOf(facts, person)
  if (cover) return [cover]
  const present = (p: PersonFacts) => p.id !== person.id && isThere(p)
  const backups = [zone?.primary, ...(zone?.backups ?? [])].flatMap((p) => (p && present(p) ? [p] : []))
  return backups.length > 0 ? backups : (branchOf(facts, person.branchId)?.secretaries.filter(present) ?? [])
}

/** Whom somebody away named to stand in, if they are there themselves. */
export function coverOf(facts: Facts, { absence }: PersonFacts): PersonFacts | null {
  const cover = personOf(facts, absence?.coverId ?? null)
  return cover && isThere(cover) ? cover : null
}

/** Not away today. */
export function isThere({ absence }: PersonFacts): boolean {
  return !absence
}
