/** What stands on the posters of zones and where their codes lead: for the pages and for `cli poster`. */
import type { Config } from '../../config.ts'
import { POSTER_WORDS, type PosterSize, type PosterWords } from '../../documents/poster-words.ts'
import { entryOnPaper, type PublicNoticeBoard, writtenBoard } from '../../domain/notice-board.ts'
import type { ZoneEntryKind } from '../../domain/zoning.ts'
import { createPosterThread } from './poster-thread.ts'
import { boardWriterOf, type Script } from './script.ts'

export interface PosterAsked {
  size: PosterSize
  script: Script
}

export interface Posters {
  /** The board as a PDF of one page. */
  draw(board: PublicNoticeBoard, asked: PosterAsked): Promise<Buffer>
  close(): Promise<void>
}

type Where = Pick<Config, 'publicUrl' | 'wecom' | 'dingtalk'>

export function createPosters(config: Where): Posters {
  const thread = createPosterThread()
  return {
    draw(board, { size, script }) {
      const writer = boardWriterOf(script)
      const { say } = writer
      const entry = entryOnPaper(board)
      return thread.draw({
        ...{ size, script, words: wordsIn(say), board: writtenBoard(board, writer) },
        ...{ code: codeOnPaper(config, board), url: noticeUrl(config, board.code) },
        scan: say(entry === null ? '扫一扫看公示' : SCANS[entry.kind]),
        howToTell: say(howToTell(config, '扫码写一句在哪里、什么事，就会转给责任区的党员。')),
      })
    },
    close: () => thread.close(),
  }
}

const SCANS: Readonly<Record<ZoneEntryKind, string>> = {
  wecom_contact: '微信扫一扫找党员',
  wecom_group: '微信扫一扫进群',
  kf: '微信扫一扫说事情',
  dingtalk_group: '钉钉扫一扫进群',
}

function wordsIn(say: (text: string) => string): PosterWords {
  const words = Object.entries(POSTER_WORDS).map(([name, text]) => [name, say(text)])
  return Object.fromEntries(words) as PosterWords
}

/** Links of these change, by themselves or with the owner of the group: paper leads to them by an address of ours. */
const CHANGING: readonly ZoneEntryKind[] = ['dingtalk_group']

/** Ends the address of a page in a code on paper, so that scans are told from openings: short, for small codes. */
export const SCANNED = 'qr'

/** What the code on paper holds: the way in that the branch chose while it is open, else the page, which always works. */
export function codeOnPaper(config: Pick<Config, 'publicUrl'>, board: PublicNoticeBoard): string {
  const entry = entryOnPaper(board)
  const page = noticeUrl(config, board.code)
  if (entry === null) return `${page}?${SCANNED}`
  return CHANGING.includes(entry.kind) ? `${page}/join` : entry.url
}

function noticeUrl({ publicUrl }: Pick<Config, 'publicUrl'>, code: string): string {
  return `${publicUrl}/z/${encodeURIComponent(code)}`
}

/** Through the bot, on the platforms that are set up, else `otherwise`: nobody's own telephone is put there unasked. */
export function howToTell({ wecom, dingtalk }: Pick<Config, 'wecom' | 'dingtalk'>, otherwise: string): string {
  const platforms = [wecom && '企业微信', dingtalk && '钉钉'].filter((name) => name !== null)
  if (platforms.length === 0) return otherwise
  return `在${platforms.join('或')}里告诉“责任区助手”，说清在哪里、什么事，就会转给责任区的党员，办得怎样也会告诉您。`
}
