/** The words of a list that is written as running text, for data files that stay readable. */
export function words(text: string): string[] {
  return text.trim().split(/\s+/)
}

/** `老→新` pairs of a list that is written as running text. */
export function pairs(text: string): [string, string][] {
  return words(text).map((pair) => {
    const [from = '', to = ''] = pair.split('→')
    return [from, to]
  })
}
