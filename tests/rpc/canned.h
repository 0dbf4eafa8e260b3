/* For tests: huiyin.v1.RateService with fixed answers. */
#ifndef TEST_RPC_CANNED_H
#define TEST_RPC_CANNED_H

#include "evgrpc.h"
#include "huiyin/v1/rate_service.pb-c.h"

#define CANNED_RATES 6

static void on_canned_rates(struct evgrpc_call *call, const ProtobufCMessage *request, void *service)
{
	Huiyin__V1__GetRatesResponse response = HUIYIN__V1__GET_RATES_RESPONSE__INIT;
	Huiyin__V1__RateRow total = HUIYIN__V1__RATE_ROW__INIT;

	(void)request;
	(void)service;
	total.assigned = total.denominator = 382;
	total.answered = total.numerator = 363;
	total.rate_basis_points = 9503;
	response.total = &total;
	response.as_of = (char *)"2023-06-30";
	response.page = 7;
	response.sentence = (char *)"承办 382 件，已答复 363 件，答复率 95.03 %（363/382），截至 2023-06-30";
	evgrpc_call_reply(call, &response.base);
}

static void on_canned_refusal(struct evgrpc_call *call, const ProtobufCMessage *request, void *service)
{
	(void)request;
	(void)service;
	evgrpc_call_fail(call, EVGRPC_UNIMPLEMENTED, "This test server does not answer it.");
}

static const struct evgrpc_method canned_rates[CANNED_RATES] = {
	{
		.path = "/huiyin.v1.RateService/GetRates",
		.request = &huiyin__v1__get_rates_request__descriptor,
		.response = &huiyin__v1__get_rates_response__descriptor,
		.on_message = on_canned_rates,
	},
	{
		.path = "/huiyin.v1.RateService/ListRateCases",
		.request = &huiyin__v1__list_rate_cases_request__descriptor,
		.response = &huiyin__v1__list_rate_cases_response__descriptor,
		.on_message = on_canned_refusal,
	},
	{
		.path = "/huiyin.v1.RateService/ListOverdue",
		.request = &huiyin__v1__list_overdue_request__descriptor,
		.response = &huiyin__v1__list_overdue_response__descriptor,
		.on_message = on_canned_refusal,
	},
	{
		.path = "/huiyin.v1.RateService/ListRateDefinitions",
		.request = &huiyin__v1__list_rate_definitions_request__descriptor,
		.response = &huiyin__v1__list_rate_definitions_response__descriptor,
		.on_message = on_canned_refusal,
	},
	{
		.path = "/huiyin.v1.RateService/GetTrend",
		.request = &huiyin__v1__get_trend_request__descriptor,
		.response = &huiyin__v1__get_trend_response__descriptor,
		.on_message = on_canned_refusal,
	},
	{
		.path = "/huiyin.v1.RateService/CheckFigures",
		.request = &huiyin__v1__check_figures_request__descriptor,
		.response = &huiyin__v1__check_figures_response__descriptor,
		.on_message = on_canned_refusal,
	},
};

#endif
