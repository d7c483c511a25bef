package io.github.upscale4j.examples.page;

/** Of a picture in pixels. */
record Size(int width, int height) {
    /** Sides beyond an {@code int} become its largest value, which no limit on pixels lets pass. */
    static Size of(long width, long height) {
        return new Size((int) Math.min(width, Integer.MAX_VALUE), (int) Math.min(height, Integer.MAX_VALUE));
    }

    long pixels() {
        return (long) width * height;
    }

    @Override
    public String toString() {
        return width + " x " + height;
    }
}
