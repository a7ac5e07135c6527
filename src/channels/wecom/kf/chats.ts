/** A resident's chat in 微信客服, as far as answering in it goes. */
export interface KfChat {
  openKfId: string
  /** Whether WeCom takes a message to them now: five within 48 hours of theirs, while no member serves them. */
  open: boolean
}

/** What may still be sent to whom, as it is written down. */
export interface KfChats {
  /** `null`: they never wrote. */
  find(account: string): Promise<KfChat | null>
  /** One message more was sent. */
  sent(account: string): Promise<void>
  /** WeCom takes no more until they write again. */
  shut(account: string): Promise<void>
}
