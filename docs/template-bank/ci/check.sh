#!/bin/sh
# Everything that must hold before a change of the bank is merged.
set -eu
cd "$(dirname "$0")/.."
for bank in bank/*.yaml; do
  invigil bank check "$bank"
  invigil bank review "$bank" --list
done
invigil bank lint bank
