/** An organisation's directory as its platform keeps it: departments, and who is in them. */

export interface DirectoryDepartment {
  id: string
  /** `null`: the top one, or one below what the application may not see. */
  parentId: string | null
  name: string
}

export interface DirectoryMember {
  /** As the platform writes it. */
  account: string
  name: string
  /** Only where the administrator lets the application see it. */
  phone: string | null
  /** 职务, as written there. */
  title: string | null
  /** The main one first; only those that are seen. */
  departmentIds: string[]
  /** Departments that they lead. */
  leads: string[]
}

export interface Directory {
  /** Parents before children. */
  departments: DirectoryDepartment[]
  /** Each once, however many departments they are in; without those who are locked out or left. */
  members: DirectoryMember[]
  /** What the application was not let see, in words for whoever imports. */
  unseen: string[]
}

/** The top department of either platform. */
export const TOP_DEPARTMENT = '1'
