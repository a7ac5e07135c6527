/** Looking at a list of decisions. */
import type { Content } from '../../src/channels/channel.ts'
import type { Decision, Tell } from '../../src/decide/decision.ts'

export function tells(decisions: readonly Decision[]): Tell[] {
  return decisions.flatMap((d) => (d.do === 'tell' ? [d.tell] : []))
}

/** Who was told, by key. */
export function toldTo(decisions: readonly Decision[]): Record<string, string> {
  return Object.fromEntries(tells(decisions).map((t) => [t.key, t.to.map((a) => a.externalId).join(',')]))
}

/** All words of one content, for looking for what must not be there. */
export function wordsOf(content: Content): string {
  return JSON.stringify(content)
}

/** The decisions of one kind. */
export function only<K extends Decision['do']>(decisions: readonly Decision[], kind: K) {
  return decisions.filter((d): d is Extract<Decision, { do: K }> => d.do === kind)
}
