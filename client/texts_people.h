/* Texts of the directory's people and of offices that change. Rows as in texts.h. */
#ifndef TEXTS_PEOPLE_H
#define TEXTS_PEOPLE_H

/* clang-format off */
#define PEOPLE_TEXTS(X) \
	X(MEMBER_LIST_SUMMARY, "列出委员、领导和提案单位", "list members, leaders and bodies") \
	X(MEMBER_LIST_ABOUT, "按顺序列出登记的人员，可按类别、界别查。电话和地址只有提案委、督查室和承办其提案的单位看得到。", \
	  "Lists the people of the directory in order, by kind or sector if asked. Telephone and address are shown to the committee, the supervisor and the offices that handle a proposal of theirs.") \
	X(MEMBER_ADD_SUMMARY, "登记一个人员（提案委、管理员）", "add a person (committee, operator)") \
	X(MEMBER_ADD_ABOUT, "登记一个人员；CODE 由小写字母、数字和 - 组成。电话和地址不入账本，可清除，账本里只留加盐的哈希。", \
	  "Adds a person; CODE is made of lower-case letters, digits and -. Telephone and address stand beside the ledger, which keeps a salted hash, and can be erased.") \
	X(MEMBER_UPDATE_SUMMARY, "修改一个人员（提案委、管理员）", "change a person (committee, operator)") \
	X(MEMBER_UPDATE_ABOUT, "只改给出的各项，代码不变；给出空值（如 --title \"\"）即去掉该项。电话和地址要去掉时用 erase-contact。", \
	  "Changes what is given and nothing else; the code stays. An empty value (--title \"\") takes the entry away. To take telephone and address away use erase-contact.") \
	X(MEMBER_ERASE_SUMMARY, "清除电话和地址（提案委、管理员）", "erase telephone and address (committee, operator)") \
	X(MEMBER_ERASE_ABOUT, "清除人员的电话和地址，不能恢复；账本里的哈希保留，核验和重算不受影响。", \
	  "Erases telephone and address of people for good. The hash in the ledger stays; verification and recount are as before.") \
	X(MEMBER_IMPORT_SUMMARY, "从表中登记人员（提案委、管理员）", "add people from a sheet (committee, operator)") \
	X(MEMBER_IMPORT_ABOUT, "列为 code,name,kind,sector,title,stands_for,telephone,address，前三列必须有。先查全部行（含已登记的代码），一行有错则一行也不发送；之后逐行登记，中途被拒的按行号列出，改正后整个文件再导入一次即可。", \
	  "Columns: code,name,kind,sector,title,stands_for,telephone,address; the first three must be there. All rows are checked first, also against the directory, and one error sends nothing; then each row is added on its own, refused ones are named by line, and the whole file can be sent again.") \
	X(MEMBER_SECTORS_SUMMARY, "各界别的人数", "how many members each sector has") \
	X(MEMBER_SECTORS_ABOUT, "统计现任委员的界别人数；--kind 统计其他类别。", "Counts the present members by sector; --kind counts another kind.") \
	X(OFFICE_UPDATE_SUMMARY, "修改一个单位（提案委、管理员）", "change an office (committee, operator)") \
	X(OFFICE_UPDATE_ABOUT, "改名、改排序、写明起止日期和承接单位；只改给出的各项。过了截止日期的单位不再接受新的交办。", \
	  "Renames an office, changes its order, its first and last day, its successor; what is not given stays. An office past its last day takes nothing new on.") \
	X(OFFICE_TRANSFER_SUMMARY, "单位合并、撤销：移交未办完的案件（提案委）", "hand an office's open cases to its successor (committee)") \
	X(OFFICE_TRANSFER_ABOUT, "把 FROM 未办完的交办和未兑现的承诺逐件移交给 TO，期限和编号不变；全部移交后，FROM 的有效期到前一天为止，TO 为承接单位。先用 --dry-run 看看。", \
	  "Hands every open assignment and open promise of FROM to TO, each on its own; numbers and due days stay. When all went through, FROM ends with the day before and TO is its successor. Try --dry-run first.") \
	X(OPT_MEMBER_NAME, "姓名或名称", "name") \
	X(OPT_MEMBER_KIND, "类别：member leader party organisation sector committee group", "member, leader, party, organisation, sector, committee or group") \
	X(OPT_MEMBER_TITLE, "职务", "title or office held") \
	X(OPT_STANDS_FOR, "可代理谁（代码）", "code of the person this one may stand for") \
	X(OPT_VALID_FROM, "起始日期", "first day") \
	X(OPT_VALID_UNTIL, "截止日期", "last day") \
	X(OPT_TELEPHONE, "电话（不入账本）", "telephone (beside the ledger)") \
	X(OPT_ADDRESS, "地址（不入账本）", "address (beside the ledger)") \
	X(OPT_CURRENT, "只列现任", "only those of today") \
	X(OPT_IMPORT_UPDATE, "已登记的代码按表修改", "change the entries whose code is there already") \
	X(OPT_SUCCESSOR, "承接单位（代码）", "code of the office that takes over") \
	X(OPT_TRANSFER_ON, "移交日期，默认为今天", "day of the transfer, else today") \
	X(OPT_TRANSFER_REASON, "移交原因", "reason for the transfer") \
	X(KIND_MEMBER, "委员", "member") \
	X(KIND_LEADER, "领导", "leader") \
	X(KIND_PARTY, "党派", "party") \
	X(KIND_ORGANISATION, "人民团体", "organisation") \
	X(KIND_SECTOR, "界别", "sector") \
	X(KIND_COMMITTEE, "专门委员会", "committee") \
	X(KIND_GROUP, "委员小组", "group") \
	X(COL_MEMBER_KIND, "类别", "kind") \
	X(COL_SECTOR, "界别", "sector") \
	X(COL_MEMBER_TITLE, "职务", "title") \
	X(COL_STANDS_FOR, "代理", "stands for") \
	X(COL_VALID_FROM, "起始日期", "from") \
	X(COL_VALID_UNTIL, "截止日期", "until") \
	X(COL_TELEPHONE, "电话", "telephone") \
	X(COL_ADDRESS, "地址", "address") \
	X(COL_SUCCESSOR, "承接单位", "successor") \
	X(COL_MEMBERS, "人数", "people") \
	X(WORD_NO_SECTOR, "（无界别）", "(no sector)") \
	X(FACT_ERASED, "已清除", "erased") \
	X(FACT_ALREADY_ERASED, "本来就没有", "nothing to erase") \
	X(FACT_WOULD_UPDATE, "将修改", "would be changed") \
	X(TRANSFER_NOTHING, "{office}没有未办完的交办和承诺。", "{office} has no open assignment or promise") \
	X(TRANSFER_CLOSED, "{office}的有效期到 {day} 为止，由{successor}承接。", "{office} ends with {day}; its successor is {successor}") \
	X(TRANSFER_STAYS, "有案件未能移交，{office}的有效期未改；处理后再运行一次。", \
	  "some cases were not handed over, so {office} stays as it is; settle them and run it again")
/* clang-format on */

#endif
