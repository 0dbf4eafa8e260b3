/* CheckFigures: numbers in, findings out. */
#include "domain/rates/figures.h"
#include "service/convert.h"
#include "service/handlers.h"

#include <huiyin/v1/rate_service.pb-c.h>
#include <string.h>

/* What cannot be checked is refused: a count out of range, a percentage that is none. */
static int check_figure(const Huiyin__V1__Figure *figure, struct refusal *ret_refusal)
{
	bool has_count = figure->count_given_case == HUIYIN__V1__FIGURE__COUNT_GIVEN_COUNT;

	if (has_count && (figure->count < 0 || figure->count > FIGURES_MAX_COUNT)) {
		refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "figure.count");
		refuse_with(ret_refusal, "min", "%d", 0);
		refuse_with(ret_refusal, "max", "%d", FIGURES_MAX_COUNT);
		return -1;
	}
	if (figure_percent_valid(figure->printed_percent))
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "figure.printed_percent");
	refuse_with(ret_refusal, "value", "%s", figure->printed_percent);
	refuse_with(ret_refusal, "allowed", "0.00 … 9999999.9999");
	return -1;
}

static struct figure read_figure(const Huiyin__V1__Figure *in)
{
	return (struct figure){ .id = in->bulletin,
				.place = in->place,
				.source = in->source,
				.group = in->group,
				.item = in->item,
				.has_count = in->count_given_case == HUIYIN__V1__FIGURE__COUNT_GIVEN_COUNT,
				.count = in->count_given_case == HUIYIN__V1__FIGURE__COUNT_GIVEN_COUNT ? in->count : 0,
				.printed = in->printed_percent };
}

static Huiyin__V1__FigureFinding *make_finding(struct rpc *rpc, const struct figure *figures,
					       const struct finding *finding)
{
	Huiyin__V1__FigureFinding *out = convert_new(rpc, &huiyin__v1__figure_finding__descriptor);

	out->kind = convert_text(rpc, finding_kind_name(finding->kind));
	out->fault = finding->fault;
	out->bulletin = convert_text(rpc, finding->id);
	out->group = convert_text(rpc, finding->group);
	if (finding->figure != SIZE_MAX)
		out->item = convert_text(rpc, figures[finding->figure].item);
	if (finding->total != SIZE_MAX)
		out->total = convert_text(rpc, figures[finding->total].item);
	out->sum = finding->sum;
	out->expected = finding->expected;
	out->sentence = convert_text(rpc, rpc->language == LANGUAGE_EN ? finding->en : finding->zh);
	return out;
}

void check_figures(struct rpc *rpc, const Huiyin__V1__CheckFiguresRequest *request)
{
	struct figure *figures = rpc_alloc(rpc, (request->n_figures + 1) * sizeof(*figures));
	Huiyin__V1__CheckFiguresResponse response = HUIYIN__V1__CHECK_FIGURES_RESPONSE__INIT;
	struct finding *findings;
	struct refusal refusal;
	size_t n;

	for (size_t i = 0; i < request->n_figures; i++) {
		if (check_figure(request->figures[i], &refusal) < 0) {
			rpc_refuse(rpc, &refusal);
			return;
		}
		figures[i] = read_figure(request->figures[i]);
	}
	findings = figures_check(figures, request->n_figures, rpc->arena, &n);
	response.findings = rpc_alloc(rpc, (n + 1) * sizeof(*response.findings));
	for (size_t i = 0; i < n; i++) {
		response.findings[response.n_findings++] = make_finding(rpc, figures, &findings[i]);
		response.faults += findings[i].fault;
	}
	rpc_reply(rpc, &response.base);
}
