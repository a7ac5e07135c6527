/** What is asked of who says 好 of a matter, where that may mean more than one thing. */
import { type CaseState, transition } from '../../domain/case.ts'

/** For whoever handles it: they take it on, or it is done. */
export function fineAsHandler({ code, state }: { code: string; state: CaseState }): string {
  const takesOn = transition(state, 'accept', 'handler') === null ? '' : `要接手，请说：认领 ${code}。`
  return `${takesOn}办好了，请说：办结 ${code}，再加一句做了什么。`
}

/** For its reporter, while it is worked on. */
export function fineBeforeTheEnd(code: string): string {
  return `${code} 还没办结。您看到已经好了，请说：好了 ${code}。`
}

/** For a second person who was to look. */
export function fineAsSecond(code: string): string {
  return `您去看过了吗？好了请说：好了 ${code}。没好请说：没好 ${code}。`
}
