/* The list of jobs: first in, first out. */
#include "ledger/state.h"

void job_list_init(struct job_list *list)
{
	list->first = NULL;
	list->last = &list->first;
	list->n = 0;
}

void job_list_add(struct job_list *list, struct ledger_job *job)
{
	job->next = NULL;
	*list->last = job;
	list->last = &job->next;
	list->n++;
}

void job_list_prepend(struct job_list *list, struct ledger_job *job)
{
	job->next = list->first;
	if (!list->first)
		list->last = &job->next;
	list->first = job;
	list->n++;
}

struct ledger_job *job_list_take(struct job_list *list)
{
	struct ledger_job *job = list->first;

	if (job) {
		list->first = job->next;
		if (!list->first)
			list->last = &list->first;
		list->n--;
	}
	return job;
}
