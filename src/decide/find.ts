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
  for (const person of everybody(facts)) if (person.id === id) return person
  return null
}

function* everybody({ sender, zones, branches }: Facts): Generator<PersonFacts> {
  if (sender.person) yield sender.person
  for (const zone of zones) {
    if (zone.primary) yield zone.primary
    yield* zone.backups
  }
  for (const branch of branches) {
    yield* branch.secretaries
    yield* branch.above
  }
}

/** The first who can be reached, else the first. */
export function reachableFirst(people: readonly PersonFacts[]): PersonFacts | null {
  return people.find((p) => p.addresses.length > 0) ?? people[0] ?? null
}
