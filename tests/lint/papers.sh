#!/usr/bin/env bash
# The HTML of papers, as client/test_papers knows it to be, is well formed and asks nothing of the network.
cd "$(dirname "$0")/../client/papers" || exit 1
# shellcheck source=tests/support/tap.sh
. ../../support/tap.sh
for file in *.html; do
	xmllint --noout --nonet "$file"
	result $? "$file is well formed"
	! grep -qE '<(script|link|img|iframe)|@import|url\(' "$file"
	result $? "$file has no script and nothing from elsewhere"
done
done_testing
