/* A case with everything a paper can show, for the tests of papers. Texts that would break a page are among them. */
#ifndef TESTS_PAPER_CASE_H
#define TESTS_PAPER_CASE_H

#include "paper_data.h"
#include <stdio.h>
#include <stdlib.h>

#define N(a) (sizeof(a) / sizeof(a)[0])

static Huiyin__V1__Office office_of(const char *code, const char *zh, const char *en)
{
	Huiyin__V1__Office office = HUIYIN__V1__OFFICE__INIT;
	office.code = (char *)code;
	office.name_zh = (char *)zh;
	office.name_en = (char *)en;
	return office;
}

struct paper_case {
	Huiyin__V1__Office jtj, zjj, czj;
	Huiyin__V1__NewCase received;
	Huiyin__V1__Assignment assignments[3];
	Huiyin__V1__CaseItem items[7];
	Huiyin__V1__Assignment *assignment_list[3];
	Huiyin__V1__CaseItem *item_list[7];
	char *proposers[2];
	Huiyin__V1__Member leader;
	Huiyin__V1__Case c;
	Huiyin__V1__Session session, *session_list[1];
	Huiyin__V1__ListSessionsResponse sessions;
	Huiyin__V1__EvaluationCode code, *code_list[1];
	Huiyin__V1__CreateEvaluationCodesResponse codes;
};

static void fill_assignment(struct paper_case *made, int i, Huiyin__V1__Office *office, Huiyin__V1__AssignmentRole role,
			    const char *label)
{
	Huiyin__V1__Assignment *a = &made->assignments[i];
	huiyin__v1__assignment__init(a);
	a->assignment_no = i + 1;
	a->round = 1;
	a->office = office;
	a->role = role;
	a->role_label = (char *)label;
	a->assigned_on = (char *)"2023-03-01";
	a->return_by = (char *)"2023-03-08";
	a->contact_by = (char *)"2023-03-22";
	a->due_on = (char *)"2023-06-01";
	made->assignment_list[i] = a;
}

static Huiyin__V1__CaseItem *fill_item(struct paper_case *made, int i, Huiyin__V1__ItemKind kind, int no,
				       Huiyin__V1__ItemState state, const char *text)
{
	Huiyin__V1__CaseItem *item = &made->items[i];
	huiyin__v1__case_item__init(item);
	item->kind = kind;
	item->item_no = no;
	item->state = state;
	item->text = (char *)text;
	item->assignment_no = 1;
	item->round = 1;
	made->item_list[i] = item;
	return item;
}

static void fill_promises(struct paper_case *made)
{
	Huiyin__V1__CaseItem *item = fill_item(made, 2, HUIYIN__V1__ITEM_KIND__ITEM_KIND_PROMISE, 1,
					       HUIYIN__V1__ITEM_STATE__ITEM_STATE_OPEN, "新增停车位200个");
	item->measure = (char *)"竣工验收";
	item->due_on = (char *)"2023-12-31";
	item->state_label = (char *)"待兑现";
	item->office = &made->jtj;
	item = fill_item(made, 3, HUIYIN__V1__ITEM_KIND__ITEM_KIND_PROMISE, 2, HUIYIN__V1__ITEM_STATE__ITEM_STATE_KEPT,
			 "在九原区富力社区先行试点，错时共享机关单位停车场");
	item->due_on = (char *)"2023-09-30";
	item->done_on = (char *)"2023-09-15";
	item->state_label = (char *)"已兑现";
	item->office = &made->jtj;
}

static void fill_people(struct paper_case *made)
{
	fill_item(made, 0, HUIYIN__V1__ITEM_KIND__ITEM_KIND_SIGNER, 1, HUIYIN__V1__ITEM_STATE__ITEM_STATE_SIGNED,
		  "张三");
	fill_item(made, 1, HUIYIN__V1__ITEM_KIND__ITEM_KIND_SIGNER, 2, HUIYIN__V1__ITEM_STATE__ITEM_STATE_SIGNED,
		  "李 四");
	fill_item(made, 5, HUIYIN__V1__ITEM_KIND__ITEM_KIND_SIGNER, 3, HUIYIN__V1__ITEM_STATE__ITEM_STATE_DECLINED,
		  "王五");
	fill_item(made, 6, HUIYIN__V1__ITEM_KIND__ITEM_KIND_MEDIA, 1, HUIYIN__V1__ITEM_STATE__ITEM_STATE_RECORDED,
		  "行风热线");
	fill_item(made, 4, HUIYIN__V1__ITEM_KIND__ITEM_KIND_ATTACHMENT, 1, HUIYIN__V1__ITEM_STATE__ITEM_STATE_RECORDED,
		  "停车位<清单>&明细.xlsx");
	huiyin__v1__evaluation_code__init(&made->code);
	made->code.signer_no = 2;
	made->code.code = (char *)"E7KQ-M2PX-9FTA";
	made->code.expires_on = (char *)"2023-06-20";
	huiyin__v1__create_evaluation_codes_response__init(&made->codes);
	made->code_list[0] = &made->code;
	made->codes.codes = made->code_list;
	made->codes.n_codes = 1;
}

static void fill_answers(struct paper_case *made)
{
	Huiyin__V1__Assignment *a = &made->assignments[0];
	a->answered_on = (char *)"2023-05-30";
	a->class_ = (char *)"B";
	a->document_number = (char *)"包交函〔2023〕12号";
	a->signed_by = (char *)"赵六";
	a->contact_person = (char *)"钱七 0472-0000000";
	a->text = (char *)"一、关于增设停车位。我局会同住房城乡建设局对 36 个小区逐一调查，今年计划新增停车位200个，"
			  "其中利用边角地120个。\n　　二、关于错时共享。已与 5 家单位商定 <夜间开放>，详见 "
			  "https://example.org/very/long/address/that/does/not/break/anywhere/at/all?a=1&b=2 。\n\n"
			  "感谢您对\"停车难\"的关心！";
	a = &made->assignments[1];
	a->answered_on = (char *)"2023-04-20";
	a->document_number = (char *)"包住建函〔2023〕8号";
	a->signed_by = (char *)"";
	a->contact_person = (char *)"孙八 0472-0000001";
	a->text = (char *)"同意利用边角地建设停车位，建议优先安排建成二十年以上的小区。";
}

/* A joint proposal led by the transport office, with one assist office that has given its opinion and one that has
 * not; answered with class B, two promises and an attachment. */
static struct paper_case *make_paper_case(void)
{
	struct paper_case *made = calloc(1, sizeof *made);
	made->jtj = office_of("jtj", "包头市交通运输局", "Transport Office");
	made->zjj = office_of("zjj", "包头市住房和城乡建设局", "Housing Office");
	made->czj = office_of("czj", "包头市财政局", "Finance Office");
	fill_assignment(made, 0, &made->jtj, HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_LEAD, "主办");
	fill_assignment(made, 1, &made->zjj, HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST, "会办");
	fill_assignment(made, 2, &made->czj, HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST, "会办");
	made->assignments[2].open = true;
	made->assignments[2].due_on = (char *)"2023-05-01";
	made->assignments[2].provisional = true;
	fill_answers(made);
	fill_people(made);
	fill_promises(made);
	huiyin__v1__new_case__init(&made->received);
	made->received.title = (char *)"关于增设老旧小区停车位、推行\"错时共享\"的提案";
	made->received.session = (char *)"14-2";
	made->received.level = HUIYIN__V1__LEVEL__LEVEL_CITY;
	made->received.proposer_kind = (char *)"joint";
	made->received.sector = (char *)"经济界";
	made->received.category = (char *)"城乡建设";
	made->received.text = (char *)"老旧小区停车难。\n建议：一、增设车位；二、错时共享。<script>alert(1)</script>";
	made->proposers[0] = (char *)"张三";
	made->proposers[1] = (char *)"李 四";
	made->received.proposers = made->proposers;
	made->received.n_proposers = N(made->proposers);
	huiyin__v1__member__init(&made->leader);
	made->leader.name = (char *)"周九";
	made->leader.title = (char *)"副主席";
	huiyin__v1__case__init(&made->c);
	made->c.case_id = 45;
	made->c.case_number = (char *)"20230045";
	made->c.received = &made->received;
	made->c.round = 1;
	made->c.key = true;
	made->c.leader = &made->leader;
	made->c.publication = HUIYIN__V1__PUBLICATION__PUBLICATION_FULL;
	made->c.assignments = made->assignment_list;
	made->c.n_assignments = N(made->assignment_list);
	made->c.items = made->item_list;
	made->c.n_items = N(made->item_list);
	huiyin__v1__session__init(&made->session);
	made->session.code = (char *)"14-2";
	made->session.name_zh = (char *)"第二次会议（示例）";
	made->session.name_en = (char *)"Second session (example)";
	huiyin__v1__list_sessions_response__init(&made->sessions);
	made->session_list[0] = &made->session;
	made->sessions.sessions = made->session_list;
	made->sessions.n_sessions = 1;
	return made;
}

#endif
