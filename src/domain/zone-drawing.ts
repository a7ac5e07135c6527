/** How zones are drawn, whoever draws them: what a code and a name may be, and how areas come and go. */
import type { Area } from './roster.ts'
import type { ZoneKind } from './vocabulary.ts'

export interface ZoneDrawn {
  code: string
  name: string
  kind: ZoneKind
  areas: readonly Area[]
}

/** Absent fields stay as they are. */
export type ZoneChanges = Partial<Omit<ZoneDrawn, 'code'>>

/** `W` numbers what belongs to no zone. */
const CODE = /^(?!W$)[^\s:,-]{1,16}$/u
export const ZONE_NAME_MAX = 40

/** The code as it is kept. `null`: it cannot be the code of a zone. */
export function zoneCodeOf(text: string): string | null {
  const code = text.normalize('NFKC').trim().toUpperCase()
  return CODE.test(code) ? code : null
}

/** The name as it is kept. `null`: it is none, or too long. */
export function zoneNameOf(text: string): string | null {
  const name = text.replace(/\s+/gu, ' ').trim()
  return name === '' || [...name].length > ZONE_NAME_MAX ? null : name
}

/** The areas with some more, without doubles. */
export function withMore<A extends Area>(areas: readonly A[], more: readonly A[]): A[] {
  return [...areas, ...more.filter(({ text }) => areas.every((area) => area.text !== text))]
}

/** The areas without these: a building goes with all that is a part of it or another name for it. */
export function without<A extends Area>(areas: readonly A[], less: readonly Area[]): A[] {
  return areas.filter((area) => !less.some((one) => one.text === area.text || isWithin(area, one)))
}

function isWithin(area: Area, building: Area): boolean {
  const { unit } = building
  return building.building !== null && area.building === building.building && (unit === null || area.unit === unit)
}
