package io.github.upscale4j.examples.cli;

/** A picture's size in pixels. */
record Dimensions(int width, int height) {
    /** @throws IllegalArgumentException if a side does not fit an {@code int} */
    static Dimensions of(long width, long height) {
        if (width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the result would be " + width + " x " + height
                    + " pixels, more than a picture in Java can have; use a smaller --scale");
        }
        return new Dimensions((int) width, (int) height);
    }

    long pixels() {
        return (long) width * height;
    }

    @Override
    public String toString() {
        return width + " x " + height;
    }
}
