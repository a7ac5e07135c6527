/** Reads what came into the account of 微信客服: none lost, none twice, whoever dies or reads beside. */
import type { Service, ServicePage } from '../channels/wecom/kf/service.ts'
import type { Deps } from '../deps.ts'
import { ChannelError } from '../errors.ts'
import { claimServiceRead, endServiceRead, keepServicePage, putOffServiceRead, type ServiceRead } from '../store/kf.ts'
import { handleInbound } from './handle-inbound.ts'

/** Pages read in one go; the rest is read in the next round, so that whoever waits for a greeting gets it. */
const PAGES_MAX = 50
const PAUSE_MS = 10_000

/** Read on where WeCom called, or where nobody looked for a while. @returns whether anything new came */
export async function readService(deps: Deps, stop?: AbortSignal): Promise<boolean> {
  const { service, pool, rootOrganisationId: organisationId } = deps
  if (service === null) return false
  const { openKfId } = service
  const read = await claimServiceRead(pool, { openKfId, organisationId, now: deps.now() })
  if (read === null) return false
  try {
    return await readOn(deps, { service, read }, stop)
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    deps.log.warn({ err: error, errcode: error.code }, 'reading 微信客服 failed')
    const dueAt = new Date(deps.now().getTime() + (error.retryAfterMs ?? PAUSE_MS))
    await putOffServiceRead(pool, openKfId, dueAt, `${error.fault}${error.code === null ? '' : ` ${error.code}`}`)
    return false
  }
}

async function readOn(
  deps: Deps,
  { service, read }: { service: Service; read: ServiceRead },
  stop?: AbortSignal,
): Promise<boolean> {
  const { pool, seal, rootOrganisationId: organisationId } = deps
  const { openKfId } = service
  let { cursor } = read
  let anything = false
  for (let count = 0; count < PAGES_MAX && !stop?.aborted; count++) {
    const page = await pageAfter(deps, service, { cursor, token: read.token })
    const kept = await keepServicePage(pool, seal, { openKfId, organisationId, from: cursor, page, now: deps.now() })
    // Somebody else has read on from there, and goes on.
    if (kept === null) return anything
    anything ||= kept.fast.length + kept.normal.length > 0
    deps.bells.ring('inbound', kept.normal)
    // A greeting is worth twenty seconds, and does not wait for the queue.
    if (kept.fast.length > 0) await handleInbound(deps, kept.fast, stop)
    cursor = page.nextCursor ?? cursor
    if (!page.hasMore) {
      await endServiceRead(pool, { openKfId, calledAt: read.calledAt, now: deps.now() })
      return anything
    }
  }
  // There is more: in the next round.
  await putOffServiceRead(pool, openKfId, deps.now(), 'more to read')
  return anything
}

/**
 * The page after the cursor. Where WeCom refuses the token, without it; where it refuses the cursor, all of the last
 * three days: what is known of them is known by its id.
 */
async function pageAfter(
  deps: Deps,
  service: Service,
  { cursor, token }: { cursor: string | null; token: string | null },
): Promise<ServicePage> {
  const ways = [{ cursor, token }]
  if (token !== null) ways.push({ cursor, token: null })
  if (cursor !== null) ways.push({ cursor: null, token: null })
  let refusal: unknown
  for (const way of ways) {
    try {
      return await service.readPage(way)
    } catch (error) {
      if (!(error instanceof ChannelError) || error.fault !== 'rejected') throw error
      deps.log.warn({ err: error, errcode: error.code }, 'WeCom refused to go on reading from there')
      refusal = error
    }
  }
  throw refusal
}
