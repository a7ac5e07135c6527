/** Without what XML cannot carry: controls, halves of a pair, and the two that are no characters. Lines end in one way. */
export function xmlCharacters(value: string): string {
  return value.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\t\n]|\p{Cs}|[\uFFFE\uFFFF]/gu, '')
}
