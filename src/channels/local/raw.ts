import { z } from 'zod'

/** Media of the local chat lie under this prefix of the storage; a `mediaId` outside it is nobody's. */
export const MEDIA_PREFIX = 'local-chat/'

const account = z.string().min(1).max(128)
const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image'), mediaId: z.string().startsWith(MEDIA_PREFIX) }),
  z.object({
    type: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    datum: z.enum(['GCJ-02', 'WGS-84']),
    label: z.string().nullable(),
  }),
])

/** What the local chat keeps of each act: our own JSON, so that it goes the way of every platform's bytes. */
export const rawAct = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    account,
    name: z.string().nullable(),
    sentAt: z.iso.datetime(),
    parts: z.array(part).min(1),
  }),
  z.object({
    type: z.literal('tap'),
    account,
    name: z.string().nullable(),
    sentAt: z.iso.datetime(),
    taskId: z.string().min(1),
    action: z.string().min(1),
    selected: z.record(z.string(), z.array(z.string())),
  }),
  z.object({ type: z.literal('entered'), account, name: z.string().nullable(), sentAt: z.iso.datetime() }),
  z.object({
    type: z.literal('scan'),
    account,
    name: z.string().nullable(),
    sentAt: z.iso.datetime(),
    /** Account of the member whose code was scanned; empty when nobody answers for the zone yet. */
    member: z.string(),
    /** `zone-<zoneCode>`. */
    state: z.string(),
    welcomeCode: z.string(),
  }),
])
export type RawAct = z.infer<typeof rawAct>
