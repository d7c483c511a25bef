package io.github.upscale4j.plan;

import io.github.upscale4j.net.Op;

/**
 * How many rows and columns of an operation a backend computes together. The planner aligns bands with the rows; past the
 * last column of a row, inputs have zeros enough for the columns.
 */
public record Tiling(int rows, int columns) {
    public static final Tiling NONE = new Tiling(1, 1);

    /** What a backend says of each operation before the plan is made. */
    @FunctionalInterface
    public interface Choice {
        Tiling of(Op op);
    }
}
