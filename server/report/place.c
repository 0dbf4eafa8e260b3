/* Reports: see report.h and document.h. */
#include "report/report.h"
