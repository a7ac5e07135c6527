/** One branch with two zones on WeCom: a member and a backup in the first, a member in the second, a secretary. */
export const TWO_ZONES = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼、4号楼,李秀英,党员,lixiuying,是
幸福支部,A4,西区,社区,5号楼、6号楼,王卫东,党员,wangweidong,
幸福支部,,,,,陈书华,书记,chenshuhua,
`
