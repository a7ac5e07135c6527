import { z } from 'zod'

/** Begins the account of a page; what follows is a part of the hash of its secret. */
const ACCOUNT = /^page:[0-9a-f]{32}$/

const account = z.string().regex(ACCOUNT)

/** What is kept of each act on a page: our own JSON, so that it goes the way of every platform's bytes. */
export const pageAct = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    account,
    sentAt: z.iso.datetime(),
    text: z.string().min(1),
    /** The code of the matter beside which it was written; `null`: beside none. */
    about: z.string().min(1).max(32).nullable(),
  }),
  z.object({
    type: z.literal('tap'),
    account,
    sentAt: z.iso.datetime(),
    taskId: z.string().min(1).max(128),
    action: z.string().min(1).max(512),
    /** What the button reads. */
    label: z.string(),
  }),
])
export type PageAct = z.infer<typeof pageAct>
