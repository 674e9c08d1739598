#!/bin/sh
# Draws every raster icon from the five drawings beside this file. Needs rsvg-convert (librsvg2-bin), icotool (icoutils)
# and png2icns (icnsutils); the same versions of them write the same bytes.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

draw() { # SIZE DRAWING: a picture of SIZE pixels, from the drawing made for about that size
    rsvg-convert --width "$1" --height "$1" --output "$work/$1.png" "icon-$2.svg"
}
draw 16 16
draw 24 32
draw 32 32
draw 48 32
draw 64 128
draw 128 128
draw 256 512
draw 512 512
draw 1024 512

cp "$work/16.png" 16x16.png
cp "$work/32.png" 32x32.png
cp "$work/48.png" 48x48.png
cp "$work/64.png" 64x64.png
cp "$work/128.png" 128x128.png
cp "$work/256.png" 128x128@2x.png
cp "$work/512.png" icon.png
icotool --create --output=icon.ico --raw="$work/256.png" \
    "$work/16.png" "$work/24.png" "$work/32.png" "$work/48.png" "$work/64.png"
png2icns icon.icns "$work/16.png" "$work/32.png" "$work/48.png" "$work/128.png" "$work/256.png" "$work/512.png" \
    "$work/1024.png" >/dev/null
