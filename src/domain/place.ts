/** Where a matter is, as the message told it. Numbers are Arabic digits without the suffix (`三号楼` → `"3"`). */
export interface Place {
  /** The words of the message that name the place. */
  text: string
  building: string | null
  unit: string | null
  floor: string | null
  room: string | null
}

/** A civil date `YYYY-MM-DD` and, where an hour was told, `HH:MM`, both in the organisation's time zone. */
export interface OccurredAt {
  date: string
  time: string | null
}
