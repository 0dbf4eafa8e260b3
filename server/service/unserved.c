/* Methods of the contract that nothing serves yet; each goes when its handler comes. */
#include "service/handlers.h"

