//! A picture of a ticket's code, as grey values.

/** What the desk looks for a code in. */
export interface Grey {
  width: number;
  height: number;
  /** `width * height` bytes, row by row, in Base64. */
  grey: string;
}

/** A larger picture is drawn smaller: a printed code is readable long before this. */
const LONGEST = 1600;

/** How large a picture is drawn. */
export function drawnSize(width: number, height: number): { width: number; height: number } {
  const shrink = Math.min(1, LONGEST / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * shrink)), height: Math.max(1, Math.round(height * shrink)) };
}

/** Grey of red, green, blue and how opaque, over white paper. */
export function greyOf(rgba: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(rgba.length / 4);
  for (let place = 0; place < grey.length; place += 1) {
    const [red = 0, green = 0, blue = 0, opaque = 0] = rgba.subarray(place * 4, place * 4 + 4);
    const lightness = 0.299 * red + 0.587 * green + 0.114 * blue;
    grey[place] = Math.round((lightness * opaque + 255 * (255 - opaque)) / 255);
  }
  return grey;
}

export function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += 0x8000) {
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + 0x8000)));
  }
  return btoa(pieces.join(""));
}

/** Reads a picture; rejects when the file is none. */
export async function readPicture(file: Blob): Promise<Grey> {
  const image = await createImageBitmap(file);
  const { width, height } = drawnSize(image.width, image.height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const drawing = canvas.getContext("2d");
  if (!drawing) throw new Error("no canvas");
  drawing.drawImage(image, 0, 0, width, height);
  image.close();
  return { width, height, grey: base64Of(greyOf(drawing.getImageData(0, 0, width, height).data)) };
}
