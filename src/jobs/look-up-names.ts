import type { Deps } from '../deps.ts'

export function lookUpNames(_deps: Deps, _identityIds: readonly string[]): void {}
