import { type Command, Option } from 'commander'
import type { Deps } from '../deps.ts'
import { AUDIENCES, type Audience, announced, isTooLong } from '../domain/announcement.ts'
import { civilDate } from '../domain/calendar.ts'
import { UserError } from '../errors.ts'
import { reachOf } from '../store/announcement-readers.ts'
import {
  type Announcement,
  createAnnouncement,
  listAnnouncements,
  takeBackAnnouncement,
} from '../store/announcements.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

interface SendOptions {
  scope: string
  to: Audience
  at?: string
  preview?: boolean
}

/** `announce send|list|recall`: tell all members or residents of an organisation and below. */
export function registerAnnounce(program: Command): void {
  const announce = program.command('announce').description('给党员或居民发通知')
  announce
    .command('send')
    .description('发一条通知；加 --preview 只看发给多少人')
    .argument('<text>', '通知的内容，最多六百个字')
    .addOption(new Option('--to <whom>', '发给党员还是居民').choices(AUDIENCES).default('members'))
    .option('--scope <path>', '组织路径', '/')
    .option('--at <iso>', '到这个时刻再发，例如 2026-11-22T09:00:00+08:00')
    .option('--preview', '只看，不发')
    .action((text: string, options: SendOptions) => withDeps((deps) => send(deps, text, options)))
  announce
    .command('list')
    .description('列出发过的通知，新的在前')
    .option('--scope <path>', '组织路径', '/')
    .action((options: { scope: string }) =>
      withDeps(async ({ db }) => {
        const scope = await scopeAt(db, options.scope)
        const { items } = await listAnnouncements(db, scope, { limit: LISTED_MAX, after: null })
        for (const one of items) console.log(lineOf(one))
      }),
    )
  announce
    .command('recall')
    .description('撤回一条通知：没发出的不发了，24小时内发出的尽量收回')
    .argument('<number>', '通知的编号，见 announce list')
    .option('--scope <path>', '组织路径', '/')
    .action((number: string, options: { scope: string }) => withDeps((deps) => recall(deps, number, options)))
}

const LISTED_MAX = 50

async function send(deps: Deps, words: string, { to, at, preview, ...options }: SendOptions): Promise<void> {
  const { db, config, channels } = deps
  const text = announced(words)
  if (text === '') throw new UserError('通知不能是空的')
  if (isTooLong(text)) throw new UserError('通知太长了，最多六百个字')
  const scope = await scopeAt(db, options.scope)
  const now = deps.now()
  const due = at === undefined ? now : instantTold(at)
  const whom = { scope: scope.path, branchId: null, zoneIds: [], audience: to }
  const asOf = { now, today: civilDate(now, config.timezone) }
  const { total, byChannel } = await reachOf(db, whom, { ...asOf, channels: channels.keys() })
  const able = byChannel.map(({ channel, count }) => `${channel} ${count}人`).join('，')
  console.error(`${to === 'members' ? '党员' : '居民'}共${total}人，能收到的：${able || '没有'}。`)
  if (to === 'residents') console.error('收不到的居民在公示页上看。')
  if (preview) {
    console.log(text)
    return
  }
  const { id } = await createAnnouncement(db, { scope, audience: to, text, at: due }, { actor: 'cli', now })
  console.log(id)
  console.error('服务在运行的话，半分钟内发出；夜里的等到早上。')
}

function instantTold(at: string): Date {
  const instant = new Date(at)
  if (!/[Zz]$|[+-]\d\d:?\d\d$/u.test(at) || Number.isNaN(instant.getTime())) {
    throw new UserError(`时刻“${at}”不对，请写成 2026-11-22T09:00:00+08:00`)
  }
  return instant
}

async function recall({ db, pool, now }: Deps, number: string, options: { scope: string }): Promise<void> {
  const scope = await scopeAt(db, options.scope)
  const one = await takeBackAnnouncement(pool, { scope, id: number }, { actor: 'cli', now: now() })
  if (!one) throw new UserError(`没有编号为“${number}”的通知`)
  console.log(`已撤回：${one.id}`)
}

function lineOf({ id, audience, at, text, toldAt, recipientCount, recalledAt, readCount }: Announcement): string {
  const state = recalledAt ? '已撤回' : toldAt ? `发给${recipientCount ?? 0}人` : '等着发'
  const read = readCount === null ? '' : `，${readCount}人看过`
  return [id, at.toISOString(), audience, `${state}${read}`, text.replace(/\s+/gu, ' ')].join('\t')
}
