export interface JoinLink {
  /** Opens the group in DingTalk; to be drawn by us. */
  url: string
  expiresAt: Date
  /** In whose name it was asked for. */
  member: string
}

/** What residents of the organisation join a group by. All throw ChannelError. */
export interface JoinLinks {
  /** @param group.members accounts of which one is likely in the group, the likeliest first */
  get(group: { chatId: string; members: readonly string[] }): Promise<JoinLink>
  /** How messages and events name the group that calls name by its `chatid` [KB 0745]. */
  conversationOf(chatId: string): Promise<string>
}
