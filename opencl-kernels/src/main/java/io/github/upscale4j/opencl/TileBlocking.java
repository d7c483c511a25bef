package io.github.upscale4j.opencl;

/** A cut in which a group of work items computes some rows and columns of pixels. */
interface TileBlocking extends Blocking {
    /** Of most. */
    int COLUMNS = 16;

    /** Columns of pixels of a group. */
    default int columns() {
        return COLUMNS;
    }

    /** Rows of pixels of a group. */
    int rows();

    /** Work items of a group. */
    int items();

    /** The row at which the first group begins, for a band whose first row is {@code from}. */
    default int top(int from) {
        return from;
    }

    @Override
    default int lanes() {
        return 4;
    }

    @Override
    default int tiles(int width) {
        return (width + columns() - 1) / columns();
    }

    @Override
    default void launch(Kernel kernel, int paddedOutputs, StepViews views) {
        long across = (long) tiles(views.width()) * (paddedOutputs / outputs());
        int high = views.from() + views.rows() - top(views.from());
        kernel.run(across * items(), (high + rows() - 1) / rows(), items());
    }
}
