/** The `state` that platforms bring back of a code of ours: by it the zone is known. */

const ZONE_STATE = /^zone-(.+)$/i

export function stateOfZone(zoneCode: string): string {
  return `zone-${zoneCode}`
}

/** `null`: the code was none of ours. */
export function zoneOfState(state: string | null): string | null {
  return ZONE_STATE.exec(state ?? '')?.[1]?.toUpperCase() ?? null
}
