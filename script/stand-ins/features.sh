#!/bin/sh
# Installs nothing, for all is there; tells whether each feature of /config/server.xml exists in this release.
set -eu
productInfo featureInfo >/tmp/features
sed -n 's|.*<feature>\(.*\)</feature>.*|\1|p' /config/server.xml | while read -r feature; do
	grep -qi "^$feature\b" /tmp/features || {
		echo "There is no feature $feature." >&2
		exit 1
	}
done
rm /tmp/features
