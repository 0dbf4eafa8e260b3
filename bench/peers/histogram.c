#include "load.h"

static unsigned bucket_of(uint64_t ns)
{
	unsigned exponent, bucket;

	if (ns < HISTOGRAM_STEPS)
		return (unsigned)ns;
	exponent = 63 - (unsigned)__builtin_clzll(ns); /* at least 6 */
	bucket = (exponent - 5) * HISTOGRAM_STEPS + (unsigned)(ns >> (exponent - 6)) % HISTOGRAM_STEPS;
	return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

/* The middle of a bucket. */
static double value_of(unsigned bucket)
{
	unsigned exponent = bucket / HISTOGRAM_STEPS + 5;

	if (bucket < HISTOGRAM_STEPS)
		return bucket;
	return (HISTOGRAM_STEPS + bucket % HISTOGRAM_STEPS + 0.5) * (double)(UINT64_C(1) << (exponent - 6));
}

void histogram_add(struct histogram *histogram, uint64_t ns)
{
	histogram->n++;
	histogram->counts[bucket_of(ns)]++;
}

double histogram_quantile(const struct histogram *histogram, double share)
{
	uint64_t rank = (uint64_t)(share * (double)histogram->n), seen = 0;

	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
		seen += histogram->counts[i];
		if (seen > rank)
			return value_of(i);
	}
	return 0;
}
