package io.github.upscale4j.plan;

/**
 * What the memory of a {@link Layout} is made of.
 *
 * @param bytes bytes of a value
 * @param piece values of the largest piece of memory that there is: larger layouts take several, and no region lies in two
 */
public record Storage(int bytes, long piece) {
    /** Floats in one piece, however many. */
    public static final Storage FLOATS = new Storage(4, Long.MAX_VALUE);
}
