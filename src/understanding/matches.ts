/** Every match of a global pattern in the text, in order. `matchAll` does the same with a copy of the pattern for each text. */
export function* matchesOf(pattern: RegExp, text: string): Generator<RegExpExecArray> {
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    yield match
    // An empty match is found once.
    if (match[0] === '') pattern.lastIndex++
  }
}
