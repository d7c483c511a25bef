package io.github.upscale4j.files;

/** Pixels per inch of paper, across and down: what a file says of the size at which it wants to be printed. */
record Density(double x, double y) {
    private static final double CENTIMETRES_PER_INCH = 2.54;

    /** To 1/100, finer than a PNG's pixels per metre. Null if it is none: zero, no number, or more than any file means. */
    static Density perInch(double x, double y) {
        return x > 0 && y > 0 && x < 100_000 && y < 100_000
                ? new Density(Math.rint(100 * x) / 100, Math.rint(100 * y) / 100)
                : null;
    }

    static Density perMetre(double x, double y) {
        return perInch(x * CENTIMETRES_PER_INCH / 100, y * CENTIMETRES_PER_INCH / 100);
    }

    /** @param unit as TIFF and EXIF number it: 2 inch (also if missing), 3 centimetre; 1, a ratio only, gives null */
    static Density of(double x, double y, double unit) {
        if (unit == 3) {
            return perMetre(100 * x, 100 * y);
        }
        return unit == 2 || Double.isNaN(unit) ? perInch(x, y) : null;
    }

    int perMetreX() {
        return (int) Math.round(x * 100 / CENTIMETRES_PER_INCH);
    }

    int perMetreY() {
        return (int) Math.round(y * 100 / CENTIMETRES_PER_INCH);
    }

    /** Of the picture turned by a quarter. */
    Density turned() {
        return new Density(y, x);
    }
}
