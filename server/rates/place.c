/* Rates: see rate_query.h. */
#include "rates/rate_query.h"
