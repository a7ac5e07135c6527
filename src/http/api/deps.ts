import type { Deps } from '../../deps.ts'

/** What the API needs of everything. */
export type ApiDeps = Pick<Deps, 'config' | 'db' | 'pool' | 'seal' | 'bells' | 'channels' | 'log' | 'now'>
