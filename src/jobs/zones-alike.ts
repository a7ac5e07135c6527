import type { ZoneArea, ZoneFacts, ZonesAlike } from '../decide/facts.ts'
import { normalise } from '../understanding/normalise.ts'
import { alignZone, indexZones } from '../understanding/zone-aligner.ts'

/** By the list itself, which snapshots of one version of the roster share. */
const madeFor = new WeakMap<readonly ZoneFacts[], ZonesAlike>()

/** Finds among these zones those that words name by sound, in Traditional characters, or with a character left out. */
export function zonesAlikeIn(zones: readonly ZoneFacts[]): ZonesAlike {
  const known = madeFor.get(zones)
  if (known) return known
  const index = indexZones(zones.map((zone) => ({ id: zone.id, names: namesOf(zone) })))
  const byId = new Map(zones.map((zone) => [zone.id, zone]))
  const zonesAlike: ZonesAlike = (words) => {
    const named = alignZone(index, normalise(words).text)
    return named ? [named.id, ...named.rivals].flatMap((id) => byId.get(id) ?? []) : []
  }
  madeFor.set(zones, zonesAlike)
  return zonesAlike
}

function namesOf({ name, areas }: ZoneFacts): string[] {
  return [name, ...areas.filter(hasName).map((area) => area.text)]
}

/** 幸福小区3号楼, 红砖楼. A mere number is for the reader of places: `12月3号楼道…` tells a day and a corridor. */
function hasName({ building, text }: ZoneArea): boolean {
  return building === null || /^[^0-9A-Z]{2}/i.test(text)
}
