import { textOf, type XmlElement } from './xml.ts'

/** Two children read as degrees, `null` where they are no place on earth. */
export function pointOf(
  element: XmlElement | null,
  latitudeName: string,
  longitudeName: string,
): { latitude: number; longitude: number } | null {
  const latitude = Number(textOf(element, latitudeName) ?? Number.NaN)
  const longitude = Number(textOf(element, longitudeName) ?? Number.NaN)
  // Written so that no number at all is refused too.
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null
}
