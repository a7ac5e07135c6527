/** What a poster is made of. By itself, for whoever draws it loads fonts for a third of a second: nobody else is to. */
import type { PublicNoticeBoard } from '../domain/notice-board.ts'
import type { PosterScript } from './poster-fonts.ts'

export const POSTER_SIZES = ['A4', 'A3'] as const
export type PosterSize = (typeof POSTER_SIZES)[number]

/** All texts stand here in the characters of the poster. */
export interface Poster {
  board: PublicNoticeBoard
  words: PosterWords
  script: PosterScript
  size: PosterSize
  /** What the code holds. */
  code: string
  /** Where the page is that the poster stands for. */
  url: string
  /** What scanning does: `扫一扫看公示`. */
  scan: string
  /** How one tells the bot, in a sentence or two. */
  howToTell: string
}

/** What every poster says. */
export const POSTER_WORDS = {
  title: '党员责任区公示',
  demo: '演示，不是真的责任区',
  who: '有事找谁',
  nobody: '还没有定人，有事请找支部。',
  where: '管哪些地方',
  what: '做哪些事',
  more: '其余请扫码看。',
  danger: '有危险先打电话',
  numbers: '火警 119   报警 110   急救 120',
  complaints: '对办理不满意，请找支部',
} as const
export type PosterWords = Readonly<Record<keyof typeof POSTER_WORDS, string>>
